import { beforeEach, describe, expect, it } from 'vitest'
import type { InboundMessage } from '../../../bot/channels/channel.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { TestConversation } from '../helpers/conversation.ts'

const id = (text: string) => asChannelMessageId(text)
const edit = (about: string, body: string, change: object = {}): Partial<InboundMessage> => ({
  type: 'edit',
  about: id(about),
  content: { edit: { original_message_id: about, message: { type: 'text', text: { body } } } },
  ...change,
})
const revoke = (about: string, change: object = {}): Partial<InboundMessage> => ({
  type: 'revoke',
  about: id(about),
  content: { revoke: { original_message_id: about } },
  ...change,
})

describe('a message about another', () => {
  let talk: TestConversation
  beforeEach(async () => {
    talk = await TestConversation.open()
  })
  const all = () => talk.store.messages.list({ limit: 50 })

  it('names it by our id, or by the network’s when we do not have it', async () => {
    await talk.write('hola', { id: id('A') })
    for (const about of ['A', 'GONE']) {
      const reaction = { message_id: about, emoji: '👍' }
      await talk.write('👍', { type: 'reaction', about: id(about), content: { reaction } })
    }
    const context = { id: 'A', from: '+5491155550001' }
    await talk.write('y esto', { about: id('A'), content: { context } })
    const [first, known, unknown, reply] = await all()
    expect(known?.reaction).toEqual({ message_id: first?.id, emoji: '👍' })
    expect(unknown?.reaction?.message_id).toBe('GONE')
    expect(reply?.context).toEqual({ id: first?.id, from: '+5491155550001' })
  })

  it('changes it, once, and what it said before is kept', async () => {
    await talk.write('dos', { id: id('A') })
    const change = edit('A', 'tres', { id: id('E1') })
    for (let n = 0; n < 2; n += 1) await talk.write('tres', change)
    await talk.write('cuatro', edit('A', 'cuatro', { id: id('E2') }))
    const [changed, ...others] = await all()
    expect(changed).toMatchObject({
      type: 'text',
      text: 'cuatro',
      edited: { earlier: [{ text: 'dos' }, { text: 'tres' }] },
    })
    expect(others.map((one) => [one.type, one.edit?.original_message_id])).toEqual([
      ['edit', changed?.id],
      ['edit', changed?.id],
    ])
  })

  it('leaves the newest text when an older change comes late', async () => {
    await talk.write('uno', { id: id('A'), at: 1000 })
    await talk.write('tres', edit('A', 'tres', { at: 3000 }))
    await talk.write('dos', edit('A', 'dos', { at: 2000 }))
    expect((await all())[0]).toMatchObject({ text: 'tres', edited: { earlier: [{ text: 'uno' }] } })
  })

  it('changes the caption in the object too', async () => {
    const image = { mime_type: 'image/jpeg', caption: 'rojo' }
    await talk.write('rojo', { id: id('A'), type: 'image', content: { image } })
    await talk.write('azul', edit('A', 'azul'))
    expect((await all())[0]).toMatchObject({ text: 'azul', image: { ...image, caption: 'azul' } })
  })

  it('takes it back: it stays, and says nothing any more', async () => {
    await talk.write('secreto', { id: id('A') })
    await talk.write('más secreto', edit('A', 'más secreto'))
    await talk.write('', revoke('A', { text: null }))
    await talk.write('tarde', edit('A', 'tarde'))
    const [gone] = await all()
    expect(gone).toMatchObject({ type: 'text', text: null, deleted: { at: expect.any(String) } })
    expect(gone?.edited?.earlier).toEqual([{ text: null, until: expect.any(String) }])
    expect(JSON.stringify(gone)).not.toContain('secreto')
  })

  it('does nothing to what somebody else wrote', async () => {
    await talk.write('mío', { id: id('A') })
    await talk.write('x', edit('A', 'x', { contact: [{ kind: 'phone', value: '+5491155550003' }] }))
    await talk.write('x', edit('A', 'x', { fromMe: true }))
    await talk.write('', revoke('A', { fromMe: true, text: null }))
    const [mine] = await all()
    expect(mine).toMatchObject({ text: 'mío' })
    expect(mine).not.toHaveProperty('edited')
    expect(mine).not.toHaveProperty('deleted')
  })

  it('waits until what it is about can be read', async () => {
    const unreadable = { id: id('A'), type: 'undecrypted', text: null }
    await talk.write('', unreadable)
    await talk.write('tres', edit('A', 'tres'))
    await talk.write('dos', { id: id('A') })
    expect((await all())[0]).toMatchObject({
      type: 'text',
      text: 'tres',
      edited: { earlier: [{ text: 'dos' }] },
    })
  })

  it('is heeded by an answer that has not been thought of yet', async () => {
    await talk.write('quiero dos', { id: id('A') })
    await talk.write('y un aro', { id: id('B') })
    await talk.write('quiero tres', edit('A', 'quiero tres'))
    await talk.write('', revoke('B', { text: null }))
    await talk.pass(2000)
    expect(talk.seen.map(({ text }) => text)).toEqual(['quiero tres'])
    await talk.write('nada', { id: id('C') })
    await talk.write('', revoke('C', { text: null }))
    await talk.pass(2000)
    expect(talk.seen).toHaveLength(1)
  })

  it('does not hand the chat over when it is done on the phone', async () => {
    await talk.write('hola', { id: id('A'), fromMe: true, at: 0 })
    for (const [text, change] of [
      ['👍', { type: 'reaction' }],
      ['x', edit('A', 'x')],
      ['', revoke('A')],
    ] as const) {
      await talk.write(text, { ...change, fromMe: true })
    }
    await talk.write('¿hay alguien?')
    await talk.pass(2000)
    expect(await talk.texts()).toContain('(¿hay alguien?)')
  })

  it('of an unknown kind gets no answer, and is not the first', async () => {
    await talk.write('', { type: 'unsupported', text: null })
    await talk.pass(2000)
    expect(talk.seen).toEqual([])
    await talk.write('hola')
    await talk.pass(2000)
    expect(talk.seen.map(({ isFirst }) => isFirst)).toEqual([true])
  })
})
