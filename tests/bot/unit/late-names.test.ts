import { describe, expect, it } from 'vitest'
import { openPeople } from '../../../bot/conversation/people.ts'
import type { InboundMessage } from '../../../bot/channels/channel.ts'
import { asChannelMessageId } from '../../../common/domain/ids.ts'
import { EVA, TestConversation } from '../helpers/conversation.ts'
import { fc } from '../../property.ts'

const PHONE = { kind: 'phone', value: EVA } as const
const LID = { kind: 'lid', value: '123456789' } as const

type Names = InboundMessage['contact']

/** What may happen to one person's thread, in any order. */
type Step =
  | { readonly what: 'writes'; readonly names: Names; readonly twice: boolean }
  | { readonly what: 'is written to' }
  | { readonly what: 'is learned' }
  | { readonly what: 'time passes'; readonly ms: number }
  | { readonly what: 'the bot crashes' }

const names = fc.constantFrom<Names>([LID], [PHONE], [LID, PHONE], [PHONE, LID])

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({ what: fc.constant('writes' as const), names, twice: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.constant({ what: 'is written to' as const }) },
    { weight: 1, arbitrary: fc.constant({ what: 'is learned' as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        what: fc.constant('time passes' as const),
        ms: fc.constantFrom(0, 500, 5000),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ what: 'the bot crashes' as const }) },
  ),
  { minLength: 1, maxLength: 25 },
)

describe('a person who is first known by one name and then by another', () => {
  it('has one thread in which nothing is lost, answered twice or out of order', async () => {
    await fc.assert(fc.asyncProperty(steps, check), {
      numRuns: Number(process.env['PROPERTY_RUNS'] ?? 40),
    })
  }, 600_000)

  it('is the same contact when the names are learned between a message and its turn', async () => {
    await using bot = await TestConversation.open()
    await using people = peopleOf(bot)
    await bot.write('by phone', { contact: [PHONE] })
    await bot.write('by lid', { contact: [LID] })
    await people.learn([[LID, PHONE]])
    await bot.write('by both', { contact: [LID] })
    await bot.pass(5000)
    expect(bot.seen.flatMap((turn) => turn.messages.map(({ text }) => text))).toEqual([
      'by phone',
      'by lid',
      'by both',
    ])
    const contactId = await bot.store.contacts.find(EVA)
    expect(await bot.store.messages.list({ contactId, limit: 50 })).toHaveLength(6)
    expect(await bot.store.contacts.list({ limit: 10 })).toHaveLength(1)
  })

  it('stays silent in both chats when a human has taken one of them over', async () => {
    await using bot = await TestConversation.open()
    await using people = peopleOf(bot)
    await bot.write('by lid', { contact: [LID] })
    await bot.pass(5000)
    await bot.write('mine', { contact: [PHONE], fromMe: true })
    await people.learn([[LID, PHONE]])
    await bot.write('again by lid', { contact: [LID] })
    await bot.pass(5000)
    expect(await bot.texts()).toEqual(['(by lid)', 'mine'])
  })
})

const peopleOf = (bot: TestConversation) =>
  openPeople({
    store: bot.store,
    channel: { name: 'whatsapp' } as never,
    moved: () => undefined,
    learned: () => undefined,
    blockFailed: () => undefined,
  })

async function check(story: readonly Step[]): Promise<void> {
  await using bot = await TestConversation.open()
  await using people = peopleOf(bot)
  const written: string[] = []
  /** Those that were written under one name each, when the names were two people's to us. */
  const asTwo = new Map<string, string>()
  const sent: string[] = []
  let areOne = false
  for (const step of story) {
    if (step.what === 'writes') {
      const text = `m${written.length}`
      const message = { contact: step.names, id: asChannelMessageId(`N${text}`) }
      await bot.write(text, message)
      areOne ||= step.names.length > 1
      if (!areOne) asTwo.set(text, step.names[0]?.kind ?? '')
      if (step.twice) await bot.write(text, message)
      written.push(text)
    } else if (step.what === 'is written to') {
      const chat = await bot.store.contacts.chatWith('whatsapp', [PHONE])
      await bot.store.messages.add({
        channel: 'whatsapp',
        chatId: chat.id,
        direction: 'outbound',
        author: 'api',
        channelMessageId: asChannelMessageId(`OUT${sent.length}`),
        type: 'text',
        text: `s${sent.length}`,
        delivery: 'queued',
        at: bot.clock.now(),
      })
      sent.push(`s${sent.length}`)
    } else if (step.what === 'is learned') {
      await people.learn([[LID, PHONE]])
      areOne ||= written.length > 0
    } else if (step.what === 'time passes') await bot.pass(step.ms)
    else await bot.restart()
  }
  await bot.store.contacts.chatWith('whatsapp', [LID, PHONE])
  await bot.pass(10_000)
  await bot.pass(10_000)
  const seen = bot.seen
    .flatMap((turn) => turn.messages.map(({ text }) => text ?? ''))
    .filter(isFirstOf)
  expect(new Set(seen)).toEqual(new Set(written))
  const asOne = (text: string) => !asTwo.has(text)
  expect(seen.filter(asOne)).toEqual(written.filter(asOne))
  // A burst that was gathered for one of the two stays one turn.
  for (const kind of ['phone', 'lid']) {
    const ofKind = (text: string) => asTwo.get(text) === kind
    expect(seen.filter(ofKind)).toEqual(written.filter(ofKind))
  }
  expect(seen.findIndex(asOne)).toBe(seen.some(asOne) ? asTwo.size : -1)
  const contactId = await bot.store.contacts.find(EVA)
  expect(await bot.store.contacts.list({ limit: 10 })).toHaveLength(1)
  const thread = await bot.store.messages.list({ contactId, limit: 500 })
  const inbound = thread.filter(({ direction }) => direction === 'inbound')
  expect(inbound.map(({ text }) => text)).toEqual(written)
  const answered = thread
    .filter(({ direction, text }) => direction === 'outbound' && text?.startsWith('('))
    .flatMap(({ text }) => (text ?? '').slice(1, -1).split(' '))
  expect(answered).toHaveLength(written.length)
  expect(new Set(answered)).toEqual(new Set(written))
  expect(await drained(bot)).toEqual(
    thread.filter(({ direction }) => direction === 'outbound').map(({ text }) => text),
  )
}

const isFirstOf = (text: string, index: number, all: readonly string[]): boolean =>
  all.indexOf(text) === index

/** Sends everything as the outbox would, and tells in which order. */
async function drained(bot: TestConversation): Promise<(string | null)[]> {
  const texts: (string | null)[] = []
  for (;;) {
    const [chat, ...others] = await bot.store.outbox.due([], 10)
    expect(others).toEqual([])
    if (chat === undefined) return texts
    const message = await bot.store.outbox.claim(chat)
    if (!message) throw new Error('it is due, and cannot be claimed')
    texts.push(message.text)
    await bot.store.messages.advance({ ids: [message.id] }, 'sent')
  }
}
