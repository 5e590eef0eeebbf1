import type { Express } from 'express'
import * as z from 'zod'
import { endpoint } from '../../common/kit/endpoint.ts'
import { mount } from '../../common/kit/http.ts'
import { deviceView, phone, phoneParams } from '../contract.ts'
import type { Operations } from '../operations.ts'

const scan = endpoint({
  method: 'POST',
  path: '/phones/:phone/scan',
  summary: 'The phone scans the QR of a device; answers when it is linked',
  status: 200,
  params: phoneParams,
  query: z.object({}),
  body: z.strictObject({ qr: z.string().min(1) }),
  reply: deviceView,
})

const linkCode = endpoint({
  method: 'POST',
  path: '/phones/:phone/link-code',
  summary: 'The code a device shows is typed on the phone; answers when it is linked',
  status: 200,
  params: phoneParams,
  query: z.object({}),
  body: z.strictObject({
    code: z.string().regex(/^[\dA-Za-z]{4}[\s-]?[\dA-Za-z]{4}$/, 'must be eight letters or digits'),
  }),
  reply: deviceView,
})

const removeDevice = endpoint({
  method: 'DELETE',
  path: '/phones/:phone/devices/:device',
  summary: 'The phone logs a linked device out',
  status: 204,
  params: z.object({ phone, device: z.coerce.number().int().min(1) }),
  query: z.object({}),
  body: z.unknown(),
  reply: z.void(),
})

export function mountLinking(app: Express, operations: Operations): void {
  mount(app, scan, ({ params, body }) => operations.scan(params.phone, body.qr))
  mount(app, linkCode, ({ params, body }) => operations.linkCode(params.phone, body.code))
  mount(app, removeDevice, ({ params }) => operations.removeDevice(params.phone, params.device))
}
