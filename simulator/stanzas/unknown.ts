import { e164 } from '../accounts/account.ts'
import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import { describe } from '../wire/node.ts'
import type { Node } from '../wire/node.ts'

/** Makes a stanza that nobody expected impossible to overlook. */
export function reportUnknown(network: Network, line: Line | undefined, stanza: Node): void {
  const text = describe(stanza)
  process.stderr.write(`simulator: UNKNOWN STANZA ${text}\n`)
  const phone = line ? e164(line.phone) : ''
  network.events.report({ type: 'unknown', phone, device: line?.device ?? 0, stanza: text })
}
