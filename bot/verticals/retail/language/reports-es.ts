import type { ReportWords } from './report-words.ts'

/** How figures are told in Spanish. */
export const spanishReports: ReportWords = {
  sinceTheBeginning: 'desde el comienzo',
  days: (from, to) => `${from} a ${to}`,
  sales: (when, sales, revenue) => `Ventas (${when}): ${sales}, ${revenue}`,
  sold: (when, customer) => `Ventas${customer === undefined ? '' : ` a ${customer}`} (${when}):`,
  noneSold: 'ninguna',
  noSalesTo: (customer) => `No hay ventas a ${customer}.`,
  profit: (when, profit) => `Ganancia (${when}): ${profit}`,
  expenses: (when, expenses) => `Gastos (${when}): ${expenses}`,
  best: (when) => `Lo más vendido (${when}):`,
  nothingYet: 'nada todavía',
  summary: (when, { sales, revenue, expenses, profit }) => [
    `Resumen (${when})`,
    `Ventas: ${sales}, ${revenue}`,
    `Gastos: ${expenses}`,
    `Ganancia: ${profit}`,
  ],
  owes: (customer, amount) => `${customer} debe ${amount}.`,
  owesNothing: (customer) => `${customer} no debe nada.`,
  nobodyOwes: 'Nadie debe nada.',
  allOwe: (amount) => `Te deben ${amount}:`,
  nothingLow: 'No falta nada.',
  noProducts: 'No hay productos todavía.',
  noPrice: 'sin precio',
  notCounted: 'sin contar',
}
