import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Ends a child of ours and waits for it; harsher when it has not gone after a while. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill(signal)
  const harsher = setTimeout(() => child.kill('SIGKILL'), 8000)
  await gone
  clearTimeout(harsher)
}

type Headers = Readonly<Record<string, string>>

/** Posts JSON the same way to everybody, so that no side pays for the asker's own work. */
export async function post(url: string, body: object, headers: Headers = {}): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`POST ${url} was answered ${response.status}: ${text}`)
}

/** Posts bytes the same way to everybody. */
export async function postBytes(url: string, bytes: Buffer, headers: Headers): Promise<unknown> {
  const body = new Uint8Array(bytes)
  const response = await fetch(url, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(`POST ${url} was answered ${response.status}`)
  return response.json()
}

export async function get(url: string): Promise<unknown> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`GET ${url} was answered ${response.status}`)
  return response.json()
}
