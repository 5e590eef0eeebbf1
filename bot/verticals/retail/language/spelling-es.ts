import { words } from './words.ts'
import type { Spelling } from './lexicon.ts'

/** How Spanish is spelled, and how its words change. */
export const spanishSpelling: Spelling = {
  // `bendi`, `vendí`; `pulcera`, `pulsera`; `gora`, `gorra`.
  alike: [
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
  ],
  plurals: [
    [/(?<=..[^aeiou])es$/, ''],
    [/ces$/, 'z'],
    [/(?<=..[aeiou])s$/, ''],
    [/(?<=..[^aeious])s$/, ''],
  ],
  gender: /[ao]$/,
  diminutive: /c?it[ao]s?$/,
  small: words`de d del la el los las`,
  of: words`de d`,
}
