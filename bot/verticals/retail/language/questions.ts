import type { Question } from './outcome.ts'

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
