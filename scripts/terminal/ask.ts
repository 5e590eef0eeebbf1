import { createInterface } from 'node:readline/promises'
import { problem } from '../../common/contracts/errors.ts'

/** Asks a yes-or-no question; anything but a clear yes is a no. */
async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await terminal.question(`${question} [y/N] `)
    return /^(y|yes|s|si|sí)$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}

/**
 * Asks before something is done that is not easily undone.
 * @param what names it in the refusal: `Removing mundo-apple`
 * @throws {Problem} `invalid_request` where nobody can be asked
 */
export async function confirmOnTerminal(what: string, question: string): Promise<boolean> {
  if (process.stdin.isTTY) return await confirm(question)
  throw problem('invalid_request', `${what} has to be confirmed: add --yes.`)
}
