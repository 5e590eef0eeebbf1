import type { Replies } from './replies.ts'

const HELP =
  'Você pode me escrever, por exemplo: «vendi 2 pulseiras», «gastei 50 com luz», «comprei 10 bonés», «adiciona boné a 12», «quanto vendi hoje?», «desfazer».'

/** What owners are answered in Portuguese. */
export const portugueseReplies: Replies = {
  hello: `Olá! ${HELP}`,
  help: HELP,
  unclear: `Não entendi e não anotei nada. ${HELP}`,
  dropped: 'Certo, não anotei nada.',
  gone: 'Isso já foi desfeito, então não mudei nada. Escreva de novo, completo.',
  currency: {
    refused: (kept, wanted) =>
      `Não anotei nada: os livros estão em ${kept} desde a primeira anotação, e o config.json diz ${wanted}. Coloque ${kept} no config.json e escreva de novo.`,
    noted: (kept, wanted) =>
      `⚠️ Os valores estão em ${kept}; o config.json diz ${wanted}, e assim não anoto nada novo.`,
  },
  corrected: '✏️ Corrigido',
  not: {
    negated: 'Entendido, não anotei nada.',
    future: 'Ainda não aconteceu, então não anotei nada. Me avise quando estiver feito.',
    hypothetical: 'É só uma possibilidade, então não anotei nada.',
    hearsay: 'Não foi você quem fez, então não anotei nada.',
    unsure: 'Você não tem certeza, então não anotei nada.',
  },
  off: {
    sales_enabled:
      'As vendas estão desligadas para este negócio (features.sales_enabled no config.json), então não anotei nada.',
    expenses_enabled:
      'Os gastos estão desligados para este negócio (features.expenses_enabled no config.json), então não anotei nada.',
    inventory_enabled:
      'O estoque está desligado para este negócio (features.inventory_enabled no config.json), então não anotei nada.',
  },
  booked: {
    titles: {
      sale: '✅ Venda registrada',
      expense: '✅ Gasto registrado',
      purchase: '✅ Compra registrada',
      payment: '✅ Pagamento registrado',
      count: '✅ Estoque anotado',
      adjust: '✅ Estoque anotado',
      add: '✅ Produto adicionado',
      price: '✅ Preço alterado',
      cost: '✅ Custo alterado',
      rename: '✅ Nome alterado',
      retire: '✅ Produto retirado',
    },
    total: (amount) => `Total: ${amount}`,
    profit: (amount) => `Lucro atual: ${amount}`,
    customer: (name) => `Cliente: ${name}`,
    onCredit: (paid) => `Fiado${paid === undefined ? '' : `, pagou ${paid}`}`,
    day: (day) => `Data: ${day}`,
    undo: '«desfazer» anula isto.',
  },
  units: { u: '×', kg: 'kg de', l: 'l de', docena: 'dúzias de' },
  undone: (bookings) =>
    `↩️ Desfeito: ${bookings === 1 ? 'a última anotação' : `${bookings} anotações`}`,
  nothingToUndo: 'Não há nada para desfazer.',
  asks: {
    confirm: { before: 'Anoto assim?', behind: '(sim / não)' },
    which: (words) => `Qual, com «${words}»?`,
    create: (name) => `Não tenho «${name}» no catálogo. Adiciono? (sim / não)`,
    quantity: (product) => `Quanto de ${product}?`,
    price: (product) => `Por quanto você vende ${product}?`,
    eachOrTotal: (product) => `O preço de ${product}, como é?`,
    each: 'cada um',
    inAll: 'por tudo',
    total: 'Os números não batem. Qual é o total?',
    customer: 'De qual cliente?',
    whatSold: 'O que você vendeu, e quanto?',
    whatPaid: 'Quanto foi, e de quê?',
    name: 'Como se chama o produto?',
    debt: (customer) =>
      `${customer} não deve nada segundo os livros, então não anotei o pagamento.`,
    overpaid: (customer) =>
      `${customer} deve menos do que isso, então não anotei o pagamento. Quanto pagou?`,
    amount: (category) => `Quanto você gastou${category === '' ? '' : ` com ${category}`}?`,
    category: (amount) => `Com o que você gastou ${amount}?`,
    expenseOrProduct: (words) => `«${words}» não está no catálogo. O que foi?`,
    what: (amount) => `${amount}: o que foi?`,
    anExpense: 'um gasto',
    returned: (product) =>
      `Devolveram ${product}: se você devolveu o dinheiro, escreva «desfazer» depois da venda; se não, anote o estoque.`,
    exists: (product) =>
      `${product} já existe. Para mudar o preço escreva, por exemplo, «preço de ${product}: …».`,
    date: (day) => `O dia ${day} ainda não chegou, então não anotei nada.`,
    whatItems: 'O que aconteceu com isso?',
    aSale: 'venda',
    aPurchase: 'compra',
  },
}
