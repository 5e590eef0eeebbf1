/** Letters that sound alike, in the order in which they are replaced. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/ph/g, 'f'],
  [/sh/g, 's'],
  [/h/g, ''],
  [/v/g, 'b'],
  [/qu(?=[ei])/g, 'k'],
  [/q/g, 'k'],
  [/c(?=[ei])/g, 's'],
  [/z/g, 's'],
  [/c/g, 'k'],
  [/gu(?=[ei])/g, 'g'],
  [/g(?=[ei])/g, 'j'],
  [/y$/g, 'i'],
  [/y/g, 'l'],
  [/(.)\1+/g, '$1'],
]

/**
 * A word as it sounds in Spanish, so that what is only spelled differently is the same: `bendi`,
 * `vendí`; `pulcera`, `pulsera`; `gora`, `gorra`.
 */
export const soundOf = (word: string): string =>
  ALIKE.reduce((sound, [letters, other]) => sound.replaceAll(letters, other), word)

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
