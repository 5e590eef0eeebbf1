import type { BodyParts } from './body.ts'
import { readMoney } from './money.ts'
import type { MoneyRead } from './money.ts'
import { accountAt } from './names.ts'
import type { Token } from './tokens.ts'

interface Credit {
  readonly isOnCredit: boolean
  readonly paid?: MoneyRead
  /** Whose account it is put on. */
  readonly customer?: string
  readonly end: number
}

/** `fiado`, `me dio 2000`, `me debe el resto`, `on Ana's tab`. */
export function readCredit(
  tokens: readonly Token[],
  start: number,
  parts: BodyParts,
): Credit | undefined {
  const { book, writing } = parts
  const rest = book.at(tokens, start, 'rest-owed')
  if (rest) return { isOnCredit: true, end: rest.end }
  const part = book.at(tokens, start, 'paid-part')
  if (part) {
    const paid = readMoney(tokens, part.end, writing)
    return paid && { isOnCredit: false, paid, end: paid.end }
  }
  const credit = book.at(tokens, start, 'on-credit')
  if (credit) return { isOnCredit: true, end: credit.end }
  const account = accountAt(tokens, start, parts)
  return account && { isOnCredit: true, customer: account.name, end: account.end }
}
