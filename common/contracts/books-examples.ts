const product = 'pulsera dorada'
const sale = { lines: [{ product, quantity: 2 }], customer: 'Luis', paid: 1000 }

const REQUESTS = {
  'POST products': {
    name: 'Pulsera dorada',
    aliases: ['brazalete dorado'],
    price: 2000,
    cost: 750,
    stock: 50,
  },
  'PATCH products/:product': { price: 2200, low_stock: 5 },
  'POST products/:product/count': { quantity: 48 },
  'POST products/:product/adjust': { quantity: -2, day: '2026-03-11' },
  'POST sales': sale,
  'POST sales/:id/correction': { ...sale, lines: [{ product, quantity: 3, total: 6000 }] },
  'POST expenses': { amount: 50_000, category: 'luz', day: '2026-03-10' },
  'POST expenses/:id/correction': { amount: 45_000, category: 'luz' },
  'POST purchases': { lines: [{ product, quantity: 10, total: 9000 }] },
  'POST purchases/:id/correction': { lines: [{ product, quantity: 10, total: 8500 }] },
  'POST payments': { customer: 'Luis', amount: 500 },
  'POST payments/:id/correction': { customer: 'Luis', amount: 600 },
  'POST customers': { name: 'Ana López' },
  'PATCH customers/:id': { name: 'Ana López Paz' },
}

/** Bodies about the books, by operation: for the API's page, and sent by the tests. */
export const BOOKS_EXAMPLES: Readonly<Record<string, unknown>> = Object.fromEntries(
  Object.entries(REQUESTS).map(([name, body]) => [
    name.replace(' ', ' /api/tenants/:tenant/'),
    body,
  ]),
)
