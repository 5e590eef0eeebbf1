import type { Spelling } from './lexicon.ts'

/** A word as it sounds, so that what is only spelled differently is the same. */
export const soundOf = (word: string, { alike }: Spelling): string =>
  alike.reduce((sound, [letters, other]) => sound.replaceAll(letters, other), word)

/** Whether one letter more, less or else makes one word of the other, or two change places. */
export function isOneOff(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false
  let at = 0
  while (at < one.length && one[at] === other[at]) at += 1
  const [rest, otherRest] = [one.slice(at), other.slice(at)]
  return (
    rest.slice(1) === otherRest.slice(1) ||
    rest.slice(1) === otherRest ||
    rest === otherRest.slice(1) ||
    (rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2))
  )
}
