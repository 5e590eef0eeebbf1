import type * as z from 'zod'
import type { outboundMessageSchema } from './messages.ts'

const to = '+5491123456789'

/** One message of each kind as a caller writes it: for the API's page, and sent by the tests. */
export const MESSAGE_EXAMPLES = {
  text: { to, type: 'text', text: { body: 'Hola, tu pedido está listo.' } },
  'text in short': { to, text: 'Hola, tu pedido está listo.' },
  answer: {
    to,
    type: 'text',
    text: { body: 'Sí, abrimos a las 9.' },
    context: { message_id: 'msg_01940000-0000-7000-8000-000000000001' },
  },
  image: {
    to,
    type: 'image',
    image: { link: 'https://example.com/pulsera.jpg', caption: 'La pulsera dorada' },
  },
  'image by id': {
    to,
    type: 'image',
    image: { id: 'med_01940000-0000-7000-8000-000000000001', caption: 'La pulsera dorada' },
  },
  video: { to, type: 'video', video: { link: 'https://example.com/local.mp4' } },
  'voice note': { to, type: 'audio', audio: { link: 'https://example.com/hola.ogg', voice: true } },
  document: {
    to,
    type: 'document',
    document: {
      link: 'https://example.com/factura.pdf',
      filename: 'Factura 0001.pdf',
      caption: 'Tu factura',
    },
  },
  sticker: { to, type: 'sticker', sticker: { link: 'https://example.com/gracias.webp' } },
  location: {
    to,
    type: 'location',
    location: {
      latitude: -34.6037,
      longitude: -58.3816,
      name: 'La tienda',
      address: 'Av. Corrientes 1234, Buenos Aires',
    },
  },
  contacts: {
    to,
    type: 'contacts',
    contacts: [
      {
        name: { formatted_name: 'Ana Gómez', first_name: 'Ana', last_name: 'Gómez' },
        phones: [{ phone: '+5491155550009', type: 'CELL', wa_id: '5491155550009' }],
        emails: [{ email: 'ana@example.com', type: 'WORK' }],
        org: { company: 'La tienda', title: 'Ventas' },
      },
    ],
  },
  reaction: {
    to,
    type: 'reaction',
    reaction: { message_id: 'msg_01940000-0000-7000-8000-000000000001', emoji: '👍' },
  },
  buttons: {
    to,
    type: 'interactive',
    interactive: {
      type: 'button',
      body: { text: '¿Confirmás el pedido?' },
      footer: { text: 'Respondé con el número' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'confirmar', title: 'Sí, confirmo' } },
          { type: 'reply', reply: { id: 'cancelar', title: 'No, gracias' } },
        ],
      },
    },
  },
  list: {
    to,
    type: 'interactive',
    interactive: {
      type: 'list',
      header: { type: 'text', text: 'Catálogo' },
      body: { text: '¿Qué estás buscando?' },
      action: {
        button: 'Ver opciones',
        sections: [
          {
            title: 'Joyas',
            rows: [
              { id: 'pulseras', title: 'Pulseras', description: 'Plata y doradas' },
              { id: 'aros', title: 'Aros' },
            ],
          },
          { title: 'Otros', rows: [{ id: 'asesor', title: 'Hablar con alguien' }] },
        ],
      },
    },
  },
  poll: {
    to,
    type: 'poll',
    poll: { question: '¿Qué día te queda mejor?', options: ['Lunes', 'Martes', 'Miércoles'] },
  },
} as const satisfies Record<string, z.input<typeof outboundMessageSchema>>
