import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Looks again and again until something is so.
 * @throws {Error} when it does not come to be in time
 */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  ms = 45_000,
  more: () => string = () => '',
): Promise<void> {
  const deadline = Date.now() + ms
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`in ${ms} ms it did not come true: ${what}\n${more()}`)
    await sleep(20)
  }
}
