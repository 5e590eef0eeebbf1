import { words } from './words.ts'
import type { Spelling } from './lexicon.ts'

/** How English is spelled, and how its words change. */
export const englishSpelling: Spelling = {
  // `braselet`, `bracelet`; `neklace`, `necklace`; `solld`, `sold`.
  alike: [
    [/ph/g, 'f'],
    [/gh/g, 'g'],
    [/wh/g, 'w'],
    [/c(?=[eiy])/g, 's'],
    [/ck/g, 'k'],
    [/q/g, 'k'],
    [/c(?!h)/g, 'k'],
    [/z/g, 's'],
    [/(.)\1+/g, '$1'],
  ],
  plurals: [
    [/(?<=..)ves$/, 'f'],
    [/(?<=..)ies$/, 'y'],
    [/(?<=..t)oes$/, 'o'],
    [/(?<=..[^s])s$/, ''],
    [/(?<=..(?:s|x|z|ch|sh))es$/, ''],
    [/(?<=..[^kdnt])ies$/, 'y'],
  ],
  gender: undefined,
  diminutive: undefined,
  small: words`of the a an one ones`,
  of: words`of for with`,
  head: 'last',
}
