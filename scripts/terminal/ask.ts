import { createInterface } from 'node:readline/promises'

/** Asks a yes-or-no question; anything but a clear yes is a no. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = await terminal.question(`${question} [y/N] `)
    return /^(y|yes|s|si|sí)$/i.test(answer.trim())
  } finally {
    terminal.close()
  }
}
