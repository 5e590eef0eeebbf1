import type { Replies } from './replies.ts'

const HELP =
  'You can write, for example: "sold 2 bracelets", "spent 50 on electricity", "bought 10 caps", "add cap at 12", "how much did I sell today?", "undo".'

/** What owners are answered in English. */
export const englishReplies: Replies = {
  hello: `Hello! ${HELP}`,
  help: HELP,
  unclear: `I did not understand, and booked nothing. ${HELP}`,
  dropped: 'All right, nothing was booked.',
  gone: 'That was taken back already, so nothing was changed. Please write it again in full.',
  currency: {
    refused: (kept, wanted) =>
      `Nothing was booked: the books are kept in ${kept} since the first booking, and config.json says ${wanted}. Put ${kept} into config.json and write it again.`,
    noted: (kept, wanted) =>
      `⚠️ Amounts are in ${kept}; config.json says ${wanted}, so nothing new is booked.`,
  },
  corrected: '✏️ Corrected',
  not: {
    negated: 'Understood, nothing was booked.',
    future: 'It has not happened yet, so nothing was booked. Tell me when it is done.',
    hypothetical: 'It is only a possibility, so nothing was booked.',
    hearsay: 'It is nothing that you did, so nothing was booked.',
    unsure: 'You are not sure, so nothing was booked.',
  },
  off: {
    sales_enabled:
      'Sales are switched off for this business (features.sales_enabled in config.json), so nothing was booked.',
    expenses_enabled:
      'Expenses are switched off for this business (features.expenses_enabled in config.json), so nothing was booked.',
    inventory_enabled:
      'Stock is switched off for this business (features.inventory_enabled in config.json), so nothing was booked.',
  },
  booked: {
    titles: {
      sale: '✅ Sale booked',
      expense: '✅ Expense booked',
      purchase: '✅ Purchase booked',
      payment: '✅ Payment booked',
      count: '✅ Stock noted',
      adjust: '✅ Stock noted',
      add: '✅ Product added',
      price: '✅ Price changed',
      cost: '✅ Cost changed',
      rename: '✅ Name changed',
      retire: '✅ Product removed',
    },
    total: (amount) => `Total: ${amount}`,
    profit: (amount) => `Profit so far: ${amount}`,
    customer: (name) => `Customer: ${name}`,
    onCredit: (paid) => `On credit${paid === undefined ? '' : `, paid ${paid}`}`,
    day: (day) => `Date: ${day}`,
    undo: '"undo" takes it back.',
  },
  units: { u: '×', kg: 'kg of', l: 'l of', docena: 'dozen' },
  undone: (bookings) =>
    `↩️ Taken back: ${bookings === 1 ? 'the last booking' : `${bookings} bookings`}`,
  nothingToUndo: 'There is nothing to undo.',
  asks: {
    confirm: { before: 'Shall I book this?', behind: '(yes / no)' },
    which: (words) => `Which one, for "${words}"?`,
    create: (name) => `"${name}" is not in the catalogue. Shall I add it? (yes / no)`,
    quantity: (product) => `How much of ${product}?`,
    price: (product) => `What do you sell ${product} for?`,
    eachOrTotal: (product) => `The price of ${product}: what is it for?`,
    each: 'each',
    inAll: 'all of them',
    total: 'The figures do not add up. What is the total?',
    customer: 'Which customer?',
    whatSold: 'What did you sell, and how much of it?',
    whatPaid: 'How much was it, and what for?',
    name: 'What is the product called?',
    debt: (customer) =>
      `${customer} owes nothing according to the books, so no payment was booked.`,
    overpaid: (customer) =>
      `${customer} owes less than that, so no payment was booked. How much was paid?`,
    amount: (category) => `How much did you spend${category === '' ? '' : ` on ${category}`}?`,
    category: (amount) => `What did you spend ${amount} on?`,
    expenseOrProduct: (words) => `"${words}" is not in the catalogue. What was it?`,
    what: (amount) => `${amount}: what was it?`,
    anExpense: 'an expense',
    returned: (product) =>
      `${product} came back: if you gave the money back, write "undo" after the sale; if not, write how many there are.`,
    exists: (product) =>
      `There is a ${product} already. To change its price write, for example, "price of ${product}: …".`,
    date: (day) => `${day} is still to come, so nothing was booked.`,
    whatItems: 'What happened with that?',
    aSale: 'sale',
    aPurchase: 'purchase',
  },
}
