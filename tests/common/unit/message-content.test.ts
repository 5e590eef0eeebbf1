import { describe, expect, it } from 'vitest'
import { mediaOf, textOf } from '../../../common/contracts/content/content.ts'
import { MESSAGE_EXAMPLES } from '../../../common/contracts/message-examples.ts'
import { outboundMessageSchema } from '../../../common/contracts/messages.ts'
import { menuText } from '../../../common/domain/menu.ts'

const to = '+5491123456789'
const button = (id: string, title = id) => ({ type: 'reply', reply: { id, title } })
const buttons = (...all: object[]) => ({
  to,
  type: 'interactive',
  interactive: { type: 'button', body: { text: '?' }, action: { buttons: all } },
})
const list = (...sections: object[]) => ({
  to,
  type: 'interactive',
  interactive: { type: 'list', body: { text: '?' }, action: { button: 'Ver', sections } },
})
const rows = (count: number, from = 0) =>
  [...Array(count)].map((_, n) => ({ id: `id-${from + n}`, title: `Opción ${from + n}` }))
const poll = (change: object) => ({
  to,
  type: 'poll',
  poll: { question: '?', options: ['a', 'b'], ...change },
})

/** The first field that is wrong, and why. */
function refusalOf(given: object): [string, string] | undefined {
  const [issue] = outboundMessageSchema.safeParse(given).error?.issues ?? []
  return issue && [issue.path.join('.'), issue.message]
}

describe('the content of a message', () => {
  it.each(Object.entries(MESSAGE_EXAMPLES))(
    'takes the example of %s as it stands',
    (_, example) => {
      const { to: _to, type = 'text', ...rest } = { type: undefined, ...example }
      const named =
        'text' in rest && typeof rest.text === 'string' ? { text: { body: rest.text } } : rest
      expect(outboundMessageSchema.parse(example)).toMatchObject({ to, type, ...named })
    },
  )

  it("takes what Meta's own clients send along", () => {
    const plain = { messaging_product: 'whatsapp', recipient_type: 'individual' }
    expect(refusalOf({ ...plain, to, text: 'hola' })).toBeUndefined()
  })

  it.each([
    [{ to, type: 'smell' }, 'type', /one of text, image/],
    [{ to, type: 'image' }, 'image', /./],
    [{ to, type: 'image', image: {} }, 'image', /either id or link/],
    [{ to, type: 'image', image: { id: 'a', link: 'https://a.b' } }, 'image', /either id or link/],
    [{ to, type: 'image', image: { link: 'ftp://a.b/c' } }, 'image.link', /http/],
    [{ to, type: 'image', image: { link: 'file:///etc/passwd' } }, 'image.link', /http/],
    [{ to, type: 'image', image: { id: 'a', caption: 'x'.repeat(1025) } }, 'image.caption', /1024/],
    [{ to, type: 'image', image: { id: 'a', voice: true } }, 'image', /voice/],
    [{ to, type: 'sticker', sticker: { id: 'a', caption: 'x' } }, 'sticker', /caption/],
    [{ to, type: 'location', location: { latitude: 91, longitude: 0 } }, 'location.latitude', /90/],
    [{ to, type: 'location', location: { latitude: 0 } }, 'location.longitude', /./],
    [{ to, type: 'contacts', contacts: [] }, 'contacts', /empty/],
    [{ to, type: 'contacts', contacts: [{ name: {} }] }, 'contacts.0.name.formatted_name', /./],
    [
      { to, type: 'reaction', reaction: { message_id: 'a', emoji: 'ja' } },
      'reaction.emoji',
      /emoji/,
    ],
    [
      { to, type: 'reaction', reaction: { message_id: 'a', emoji: '👍👍' } },
      'reaction.emoji',
      /one/,
    ],
    [{ to, type: 'reaction', reaction: { emoji: '👍' } }, 'reaction.message_id', /./],
    [buttons(), 'interactive.action.buttons', /empty/],
    [
      buttons(...'abcd'.split('').map((id) => button(id))),
      'interactive.action.buttons',
      /at most 3/,
    ],
    [buttons(button('a'), button('a', 'b')), 'interactive.action.buttons', /ids/],
    [buttons(button('a', 'x'), button('b', 'x')), 'interactive.action.buttons', /titles/],
    [
      buttons(button('a', 'x'.repeat(21))),
      'interactive.action.buttons.0.reply.title',
      /20 characters/,
    ],
    [list({ rows: rows(11) }), 'interactive.action.sections', /10 rows/],
    [list({ rows: rows(1) }, { rows: rows(1, 1) }), 'interactive.action.sections', /title/],
    [
      list({ title: 'a', rows: rows(2) }, { title: 'b', rows: rows(2) }),
      'interactive.action.sections',
      /ids/,
    ],
    [
      { to, type: 'interactive', interactive: { type: 'flow' } },
      'interactive.type',
      /button or list/,
    ],
    [poll({ options: ['a'] }), 'poll.options', /2/],
    [poll({ options: ['a', 'a'] }), 'poll.options', /different/],
    [poll({ selectable_count: 3 }), 'poll.selectable_count', /more than/],
    [{ to, text: 'x', context: {} }, 'context.message_id', /./],
  ])('refuses %j at %s', (given, field, why) => {
    expect(refusalOf(given)).toEqual([field, expect.stringMatching(why)])
  })

  it.each(['👍', '❤️', '❤', '👨‍👩‍👧‍👦', '🇦🇷', '1️⃣', '👍🏽', ''])('reacts with %s', (emoji) => {
    const given = { to, type: 'reaction', reaction: { message_id: 'msg_1', emoji } }
    expect(refusalOf(given)).toBeUndefined()
  })

  it.each([
    ['text', 'Hola, tu pedido está listo.'],
    ['image', 'La pulsera dorada'],
    ['video', null],
    ['location', null],
    ['reaction', '👍'],
    ['poll', '¿Qué día te queda mejor?'],
  ] as const)('can be read without pictures: %s', (name, text) => {
    expect(textOf(outboundMessageSchema.parse(MESSAGE_EXAMPLES[name]))).toBe(text)
  })

  it('knows which bytes travel apart', () => {
    const withBytes = Object.values(MESSAGE_EXAMPLES)
      .map((example) => mediaOf(outboundMessageSchema.parse(example))?.type)
      .filter((type) => type !== undefined)
    expect(withBytes).toEqual(['image', 'image', 'video', 'audio', 'document', 'sticker'])
  })
})

describe('a menu', () => {
  it('is numbered through all its parts', () => {
    expect(menuText(MESSAGE_EXAMPLES.list.interactive)).toBe(
      [
        '*Catálogo*',
        '¿Qué estás buscando?',
        '',
        '*Joyas*',
        '1) Pulseras: Plata y doradas',
        '2) Aros',
        '',
        '*Otros*',
        '3) Hablar con alguien',
      ].join('\n'),
    )
    expect(menuText(MESSAGE_EXAMPLES.buttons.interactive)).toBe(
      '¿Confirmás el pedido?\n\n1) Sí, confirmo\n2) No, gracias\n\n_Respondé con el número_',
    )
  })
})
