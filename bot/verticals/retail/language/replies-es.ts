import type { Replies } from './replies.ts'

const HELP =
  'Puedes escribirme, por ejemplo: «vendí 2 pulseras», «gasté 500 en luz», «compré 10 gorras», «agrega gorra a 1200», «¿cuánto vendí hoy?», «deshacer».'

/** What owners are answered in Spanish. */
export const spanishReplies: Replies = {
  hello: `¡Hola! ${HELP}`,
  help: HELP,
  unclear: `No entendí, y no anoté nada. ${HELP}`,
  dropped: 'De acuerdo, no anoté nada.',
  gone: 'Eso ya fue anulado, así que no cambié nada. Escríbelo de nuevo, completo.',
  currency: {
    refused: (kept, wanted) =>
      `No anoté nada: los libros están en ${kept} desde la primera anotación, y config.json dice ${wanted}. Pon ${kept} en config.json y escríbelo de nuevo.`,
    noted: (kept, wanted) =>
      `⚠️ Los importes están en ${kept}; config.json dice ${wanted}, y así no anoto nada nuevo.`,
  },
  corrected: '✏️ Corregido',
  not: {
    negated: 'Entendido, no anoté nada.',
    future: 'Todavía no pasó, así que no anoté nada. Avísame cuando esté hecho.',
    hypothetical: 'Es solo una posibilidad, así que no anoté nada.',
    hearsay: 'No es algo que hayas hecho tú, así que no anoté nada.',
    unsure: 'No estás seguro, así que no anoté nada.',
  },
  off: {
    sales_enabled:
      'Las ventas están apagadas para este negocio (features.sales_enabled en config.json), así que no anoté nada.',
    expenses_enabled:
      'Los gastos están apagados para este negocio (features.expenses_enabled en config.json), así que no anoté nada.',
    inventory_enabled:
      'Las existencias están apagadas para este negocio (features.inventory_enabled en config.json), así que no anoté nada.',
  },
  booked: {
    titles: {
      sale: '✅ Venta registrada',
      expense: '✅ Gasto registrado',
      purchase: '✅ Compra registrada',
      payment: '✅ Pago registrado',
      count: '✅ Existencias anotadas',
      adjust: '✅ Existencias anotadas',
      add: '✅ Producto agregado',
      price: '✅ Precio cambiado',
      cost: '✅ Costo cambiado',
      rename: '✅ Nombre cambiado',
      retire: '✅ Producto retirado',
    },
    total: (amount) => `Total: ${amount}`,
    profit: (amount) => `Ganancia actual: ${amount}`,
    customer: (name) => `Cliente: ${name}`,
    onCredit: (paid) => `Fiado${paid === undefined ? '' : `, pagó ${paid}`}`,
    day: (day) => `Fecha: ${day}`,
    undo: '«deshacer» lo anula.',
  },
  units: { u: '×', kg: 'kg de', l: 'l de', docena: 'docenas de' },
  undone: (bookings) =>
    `↩️ Deshecho: ${bookings === 1 ? 'la última anotación' : `${bookings} anotaciones`}`,
  nothingToUndo: 'No hay nada que deshacer.',
  asks: {
    confirm: { before: '¿Lo anoto así?', behind: '(sí / no)' },
    which: (words) => `¿Cuál, con «${words}»?`,
    create: (name) => `No tengo «${name}» en el catálogo. ¿Lo agrego? (sí / no)`,
    quantity: (product) => `¿Cuánto de ${product}?`,
    price: (product) => `¿A cuánto vendes ${product}?`,
    eachOrTotal: (product) => `El precio de ${product}, ¿cómo es?`,
    each: 'cada uno',
    inAll: 'por todo',
    total: 'Los números no coinciden. ¿Cuál es el total?',
    customer: '¿De qué cliente?',
    whatSold: '¿Qué vendiste, y cuánto?',
    whatPaid: '¿Cuánto fue, y de qué?',
    name: '¿Cómo se llama el producto?',
    debt: (customer) => `${customer} no me debe nada según los libros, así que no anoté el pago.`,
    overpaid: (customer) =>
      `${customer} debe menos que eso, así que no anoté el pago. ¿Cuánto pagó?`,
    amount: (category) => `¿Cuánto gastaste${category === '' ? '' : ` en ${category}`}?`,
    category: (amount) => `¿En qué gastaste ${amount}?`,
    expenseOrProduct: (words) => `«${words}» no está en el catálogo. ¿Qué fue?`,
    what: (amount) => `${amount}: ¿qué fue?`,
    anExpense: 'un gasto',
    returned: (product) =>
      `Devolvieron ${product}: si devolviste el dinero, escribe «deshacer» tras la venta; si no, anota las existencias.`,
    exists: (product) =>
      `${product} ya existe. Para cambiar su precio escribe, por ejemplo, «subí ${product} a …».`,
    date: (day) => `El ${day} todavía no llegó, así que no anoté nada.`,
    whatItems: '¿Qué pasó con eso?',
    aSale: 'venta',
    aPurchase: 'compra',
  },
}
