import type { ReportWords } from './report-words.ts'

/** How figures are told in Portuguese. */
export const portugueseReports: ReportWords = {
  sinceTheBeginning: 'desde o começo',
  days: (from, to) => `${from} a ${to}`,
  sales: (when, sales, revenue) => `Vendas (${when}): ${sales}, ${revenue}`,
  sold: (when, customer) => `Vendas${customer === undefined ? '' : ` para ${customer}`} (${when}):`,
  noneSold: 'nenhuma',
  noSalesTo: (customer) => `Não há vendas para ${customer}.`,
  profit: (when, profit) => `Lucro (${when}): ${profit}`,
  expenses: (when, expenses) => `Gastos (${when}): ${expenses}`,
  best: (when) => `Mais vendidos (${when}):`,
  nothingYet: 'nada ainda',
  summary: (when, { sales, revenue, expenses, profit }) => [
    `Resumo (${when})`,
    `Vendas: ${sales}, ${revenue}`,
    `Gastos: ${expenses}`,
    `Lucro: ${profit}`,
  ],
  owes: (customer, amount) => `${customer} deve ${amount}.`,
  owesNothing: (customer) => `${customer} não deve nada.`,
  nobodyOwes: 'Ninguém deve nada.',
  allOwe: (amount) => `Devem a você ${amount}:`,
  nothingLow: 'Não falta nada.',
  noProducts: 'Ainda não há produtos.',
  noPrice: 'sem preço',
  notCounted: 'sem contar',
}
