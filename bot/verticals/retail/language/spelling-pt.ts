import { words } from './words.ts'
import type { Spelling } from './lexicon.ts'

/** How Portuguese is spelled, and how its words change. */
export const portugueseSpelling: Spelling = {
  // `pulcera`, `pulsera`; `xicara`, `chicara`; `conprei`, `comprei`.
  alike: [
    [/ph/g, 'f'],
    [/ch/g, 'x'],
    [/h/g, ''],
    [/w/g, 'v'],
    [/qu(?=[ei])/g, 'k'],
    [/q/g, 'k'],
    [/c(?=[ei])/g, 's'],
    [/z/g, 's'],
    [/c/g, 'k'],
    [/gu(?=[ei])/g, 'g'],
    [/g(?=[ei])/g, 'j'],
    [/y/g, 'i'],
    [/n(?=[bp])/g, 'm'],
    [/(.)\1+/g, '$1'],
  ],
  plurals: [
    [/(?<=..[aeiou])s$/, ''],
    [/(?<=.[rzs])es$/, ''],
    [/oes$/, 'ao'],
    [/aes$/, 'ao'],
    [/(?<=..)ais$/, 'al'],
    [/(?<=.)eis$/, 'el'],
    [/(?<=.)uis$/, 'ul'],
    [/ns$/, 'm'],
  ],
  gender: /[ao]$/,
  diminutive: /(?:(?<=q)u)?z?inh[ao]s?$/,
  small: words`de d da do das dos a o as os`,
  of: words`de d da do das dos`,
}
