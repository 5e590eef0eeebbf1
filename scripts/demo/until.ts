import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again until there is an answer.
 * @param what named in the error when `seconds` have passed without one
 * @param everyMs how long it waits between two looks
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  seconds = 30,
  everyMs = 50,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > deadline) throw new Error(`Waited ${seconds} s in vain: ${what}`)
    await sleep(everyMs)
  }
}
