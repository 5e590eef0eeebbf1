import * as z from 'zod'
import { CONNECTION_STATES } from '../domain/connection.ts'
import { phoneField } from './messages.ts'

/** What somebody who links a phone needs to see. Asking for it keeps the QR rounds going. */
export const pairingSchema = z
  .object({
    state: z.enum(CONNECTION_STATES),
    qr: z.string().optional().describe('the text to draw as a QR code'),
    qrExpiresAt: z.iso.datetime().optional(),
    code: z.string().optional().describe('the 8 letters to type into the phone'),
  })
  .meta({ id: 'Pairing' })

export const pairingRequestSchema = z
  .strictObject({ method: z.literal('code'), phone: phoneField })
  .meta({ id: 'PairingRequest' })

export const pairingCodeSchema = z.object({ code: z.string() }).meta({ id: 'PairingCode' })
