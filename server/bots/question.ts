import { request } from 'node:http'

/**
 * What becomes of a question to a bot's port: `answered`, whatever the answer; `refused` when nobody
 * listens there; `silent` when nothing has come back in time.
 */
export type Answered = 'answered' | 'refused' | 'silent'

/**
 * Asks whether the event loop behind a port turns: any answer says so, also that the key is missing.
 * Over a connection of its own, which the system accepts for a process that stands still, too.
 * @param timeoutMs how long it waits, in milliseconds
 */
export function askForSign(host: string, port: number, timeoutMs: number): Promise<Answered> {
  return new Promise((resolve) => {
    const asking = request({ host, port, path: '/', method: 'HEAD', agent: false })
    const timer = setTimeout(() => {
      resolve('silent')
      asking.destroy()
    }, timeoutMs)
    const settle = (answered: Answered): void => {
      clearTimeout(timer)
      resolve(answered)
      asking.destroy()
    }
    asking.once('response', () => settle('answered'))
    asking.once('error', () => settle('refused'))
    asking.end()
  })
}
