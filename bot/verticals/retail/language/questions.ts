import type { Question } from './outcome.ts'
import type { Shop } from './shop.ts'

/** The quantity or amount that a question was answered with. */
export function numberTo(question: Question, { answers }: Shop): number | undefined {
  const answer = answers?.get(keyOf(question))
  return typeof answer === 'number' ? answer : undefined
}

/** The words that a question was answered with. */
export function textTo(question: Question, { answers }: Shop): string | undefined {
  const answer = answers?.get(keyOf(question))
  return typeof answer === 'string' ? answer : undefined
}

/** What a question is about: its answer counts wherever the same would be asked again. */
export function keyOf(question: Question): string {
  switch (question.ask) {
    case 'which':
    case 'which-or-create':
      return `product ${question.words}`
    case 'create':
      return `product ${question.name}`
    case 'quantity':
    case 'price':
    case 'each-or-total':
    case 'return':
    case 'exists':
      return `${question.ask} ${question.product}`
    case 'amount':
      return `amount ${question.category}`
    case 'category':
      return `category ${question.amount}`
    case 'confirm':
    case 'customer':
    case 'date':
    case 'debt':
    case 'expense-or-product':
    case 'name':
    case 'overpaid':
    case 'total':
    case 'what':
    case 'what-items':
    case 'what-paid':
    case 'what-sold':
      return question.ask
  }
}
