import qrcode from 'qrcode-terminal'
import { problem } from '../../common/contracts/errors.ts'
import {
  getTenant,
  getTenantPairing,
  postTenantPairing,
} from '../../common/contracts/public-api.ts'
import type { Tenant } from '../../common/contracts/public-api.ts'
import { isEnded } from '../../common/domain/connection.ts'
import type { ConnectionState } from '../../common/domain/connection.ts'
import { EXIT } from '../../common/domain/exit-codes.ts'
import { systemClock } from '../../common/kit/clock.ts'
import type { Clock } from '../../common/kit/clock.ts'
import type { ReplyOf } from '../../common/kit/endpoint.ts'
import { Problem } from '../../common/kit/errors.ts'
import { callServer } from '../client.ts'
import type { ServerAddress } from '../client.ts'
import { say, sayJson } from '../terminal/print.ts'
import { untilSignal } from '../terminal/signal.ts'

interface PairingOptions {
  readonly method: 'qr' | 'code'
  readonly phone: string | undefined
  /** One JSON line per event instead of pictures. */
  readonly json: boolean
  readonly timeoutMs: number
  readonly clock: Clock
  readonly signal: AbortSignal
}

type Pairing = ReplyOf<typeof getTenantPairing>

const POLL_MS = 700

/** What a command line says about pairing; the time-out in seconds. */
export interface PairingFlags {
  readonly phone?: string
  readonly json?: boolean
  readonly timeout: string
}

/**
 * Pairs for a command: with the machine's clock, until Ctrl-C, and with 75 as the exit code when
 * the phone is not linked in the end.
 */
export async function pairForCommand(
  server: ServerAddress,
  tenant: string,
  method: PairingOptions['method'],
  flags: PairingFlags,
): Promise<void> {
  const linked = await pairTenant(server, tenant, {
    method,
    phone: flags.phone,
    json: flags.json ?? false,
    timeoutMs: Number(flags.timeout) * 1000,
    clock: systemClock,
    signal: untilSignal(),
  })
  if (!linked) process.exitCode = EXIT.tryAgain
}

/**
 * Shows what is needed to link a tenant's phone until it is linked.
 * @returns whether it was; false after the time-out or Ctrl-C, with the way to go on printed
 * @throws {Problem} what the server says, such as `tenant_stopped`
 */
async function pairTenant(
  server: ServerAddress,
  tenant: string,
  options: PairingOptions,
): Promise<boolean> {
  const { clock, signal, json } = options
  const deadline = clock.now() + options.timeoutMs
  let shown = ''
  let asked = false
  while (clock.now() < deadline && !signal.aborted) {
    const pairing = await askPairing(server, tenant)
    if (pairing && isLinked(pairing.state)) {
      const linked = await callServer(server, getTenant, { params: { tenant } })
      if (linked.phone) return sayLinked(linked, json)
    } else if (pairing && isEnded(pairing.state) && pairing.state !== 'logged_out') {
      const { connection } = await callServer(server, getTenant, { params: { tenant } })
      throw problem('pairing_unavailable', `${connection.sentence} ${connection.action ?? ''}`)
    } else if (options.method === 'code' && pairing?.qr && !asked) {
      asked = true
      await showCode(server, tenant, options)
    } else if (options.method === 'qr' && pairing?.qr && pairing.qr !== shown) {
      shown = pairing.qr
      showQr(pairing, json)
    }
    // An abort ends the wait; the loop's condition sees it.
    await clock.sleep(POLL_MS, signal).catch(() => undefined)
  }
  if (!json) say(`Not linked yet. Go on with: npm run pair -- ${tenant}`)
  return false
}

const isLinked = (state: ConnectionState): boolean => state === 'open'

/** A bot that is just starting does not answer yet; that is worth waiting for. */
async function askPairing(server: ServerAddress, tenant: string): Promise<Pairing | undefined> {
  try {
    return await callServer(server, getTenantPairing, { params: { tenant } })
  } catch (error) {
    if (error instanceof Problem && error.code === 'bot_unreachable') return undefined
    throw error
  }
}

async function showCode(
  server: ServerAddress,
  tenant: string,
  { phone, json }: PairingOptions,
): Promise<void> {
  if (phone === undefined) {
    throw problem('invalid_request', 'Linking by code needs the number: --phone +5491123456789')
  }
  const { code } = await callServer(server, postTenantPairing, {
    params: { tenant },
    body: { method: 'code', phone },
  })
  if (json) return sayJson({ event: 'code', code })
  return say(
    `\nOn the phone ${phone}: WhatsApp → Linked devices → Link a device → Link with phone number.\n` +
      `Type this code:\n\n    ${code.slice(0, 4)}-${code.slice(4)}\n\nWaiting…`,
  )
}

function showQr(pairing: Pairing, json: boolean): void {
  if (!pairing.qr) return
  if (json) return sayJson({ event: 'qr', qr: pairing.qr, expiresAt: pairing.qrExpiresAt })
  qrcode.generate(pairing.qr, { small: true }, (drawing) => {
    say(`\n${drawing}`)
    say('On the phone: WhatsApp → Linked devices → Link a device, and point it at the picture.')
    if (pairing.qrExpiresAt) say(`This picture is good until ${clockTime(pairing.qrExpiresAt)}.`)
  })
}

const clockTime = (iso: string): string => new Date(iso).toLocaleTimeString('en-GB')

function sayLinked(tenant: Tenant, json: boolean): true {
  if (json) sayJson({ event: 'linked', tenant })
  else say(`\nLinked: ${tenant.name} is ${tenant.phone ?? 'linked'}. The bot is answering.`)
  return true
}
