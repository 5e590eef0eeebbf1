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
