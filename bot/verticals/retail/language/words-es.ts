import { words } from './words.ts'
import type { Words } from './words.ts'

/** The small words of Spanish. */
export const spanishWords: Words = {
  title: words`don dona dra dr sr sra senor senora mi la el tia tio caserita vecina vecino`,
  the: words`la el`,
  recipient: words`a`,
  'for-whom': words`para`,
  of: words`de`,
  'on-day': words`el este`,
  past: words`pasado`,
  'in-month': words`en`,
  'from-day': words`del`,
  'to-day': words`al`,
  'and-cents': words`con`,
  percent: words`% por`,
  'before-discount': words`con un y menos`,
  joint: words`al en de del por para con d que`,
  article: words`la el los las un una a lo`,
  'says-nothing': words`mucho mucha poco mas algo plata dinero cuenta`,
  debt: words`deuda`,
  'beside-payment': words`vino paso cuenta deuda que debia lo recien`,
  owed: words`fie fiado fiada fiao debiendo deber apuntale anotale`,
  nothing: words`cosa cosas algo todo todos nada eso esto unito bien mal muy bastante poco mucho demasiado`,
  'how-much': words`cuanto`,
  'no-name': words`que si cuando antes despues fue fueron eran era pero aunque donde ayer sino`,
}
