import { readFileSync } from 'node:fs'

const LISTENING = '0A'
/** In both files: `sl local:port remote:port state queues timer retransmits uid`, ports in hexadecimal. */
const ROW =
  /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) \S+ \S+ \S+ +(\d+) /
/** The kernel takes a millisecond for its lists, which is as long as a bot takes for a message. */
const GOOD_FOR_MS = 50

/** Whether another Unix user than the given one listens on a port of this machine. */
export type IsTakenByStranger = (port: number, user: number) => boolean

/**
 * Asks the kernel who listens. Whoever takes a port while its bot is away would be told that bot's
 * token. What it says is good for 50 ms; where there is no Linux to ask, nobody is a stranger.
 * @param now milliseconds, from any beginning
 */
export function watchListeners(now: () => number): IsTakenByStranger {
  let readAt = Number.NEGATIVE_INFINITY
  let users: ReadonlyMap<number, readonly number[]> = new Map()
  return (port, user) => {
    if (now() - readAt > GOOD_FOR_MS) {
      users = listeners()
      readAt = now()
    }
    return users.get(port)?.some((other) => other !== user) ?? false
  }
}

/** The users that listen, by port. */
function listeners(): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const line of ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => linesOf(file))) {
    const [, at = '', state, user] = ROW.exec(line) ?? []
    if (state !== LISTENING) continue
    const port = Number.parseInt(at, 16)
    found.set(port, [...(found.get(port) ?? []), Number(user)])
  }
  return found
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').split('\n')
  } catch {
    // No Linux, or a kernel without IPv6.
    return []
  }
}
