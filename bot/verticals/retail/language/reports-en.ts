import type { ReportWords } from './report-words.ts'

/** How figures are told in English. */
export const englishReports: ReportWords = {
  sinceTheBeginning: 'since the beginning',
  days: (from, to) => `${from} to ${to}`,
  sales: (when, sales, revenue) => `Sales (${when}): ${sales}, ${revenue}`,
  sold: (when, customer) => `Sales${customer === undefined ? '' : ` to ${customer}`} (${when}):`,
  noneSold: 'none',
  noSalesTo: (customer) => `There are no sales to ${customer}.`,
  profit: (when, profit) => `Profit (${when}): ${profit}`,
  expenses: (when, expenses) => `Expenses (${when}): ${expenses}`,
  best: (when) => `Best sellers (${when}):`,
  nothingYet: 'nothing yet',
  summary: (when, { sales, revenue, expenses, profit }) => [
    `Summary (${when})`,
    `Sales: ${sales}, ${revenue}`,
    `Expenses: ${expenses}`,
    `Profit: ${profit}`,
  ],
  owes: (customer, amount) => `${customer} owes ${amount}.`,
  owesNothing: (customer) => `${customer} owes nothing.`,
  nobodyOwes: 'Nobody owes anything.',
  allOwe: (amount) => `You are owed ${amount}:`,
  nothingLow: 'Nothing is running low.',
  noProducts: 'There are no products yet.',
  noPrice: 'no price',
  notCounted: 'not counted',
}
