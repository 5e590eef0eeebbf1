import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rulesAgent } from '../../../bot/agent/rules.ts'
import type { Agent } from '../../../bot/agent/agent.ts'
import type { InboundMessage } from '../../../bot/channels/channel.ts'
import { receiver } from '../../../bot/conversation/receive.ts'
import { openTurns } from '../../../bot/conversation/turns.ts'
import { BOT_MIGRATIONS } from '../../../bot/store/migrations/index.ts'
import type { Tables } from '../../../bot/store/schema.ts'
import { storeOver } from '../../../bot/store/store.ts'
import type { Store } from '../../../bot/store/store.ts'
import { asChannelMessageId, newTenantId } from '../../../common/domain/ids.ts'
import { pacingSchema } from '../../../common/domain/pacing.ts'
import { systemClock } from '../../../common/kit/clock.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import type { Queue } from '../../../common/kit/queue.ts'
import { until } from '../helpers/until.ts'

describe('turns', () => {
  const db = queriesOver<Tables>(openSqlite(':memory:'))
  let store: Store
  let turns: Queue | undefined
  let naps = 0

  beforeEach(async () => {
    await migrate(db, 'bot', BOT_MIGRATIONS)
    store = storeOver(db, newTenantId(), systemClock)
    naps = 0
  })
  afterEach(() => turns?.[Symbol.asyncDispose]())

  let number = 0
  const inbound = (text: string, change: Partial<InboundMessage> = {}): InboundMessage => {
    number += 1
    return {
      id: asChannelMessageId(`IN${number}`),
      contact: [{ kind: 'phone', value: '+5491155550002' }],
      name: 'Eva',
      address: '5491155550002@s.whatsapp.net',
      fromMe: false,
      toSelf: false,
      type: 'text',
      text,
      content: undefined,
      at: Date.now(),
      ...change,
    }
  }
  const receive = (message: InboundMessage) =>
    receiver({
      store,
      clock: systemClock,
      business: () => ({
        owners: [],
        language: 'es',
        pacing: pacingSchema.parse({ enabled: false }),
        handover: { hours: 0 },
        bursts: { seconds: 0 },
      }),
      newMessageId: () => asChannelMessageId(`OUT${Math.random()}`),
      heard: () => undefined,
      received: () => turns?.wake(),
    })('whatsapp', message)
  const open = (agent: Agent, owners: string[] = []) => {
    const failures: [string, boolean][] = []
    turns = openTurns({
      store,
      agent,
      clock: systemClock,
      // Retries come at once: their waits are the queue's own business.
      random: () => {
        naps += 1
        return -1
      },
      business: () => ({
        owners,
        business_name: 'La tienda',
        inventory: { low_stock: 3 },
        hours: null,
        handover: { hours: 4 },
        prompts: { system_prompt: '', welcome_message: 'hola' },
        loops: { replies: 20, minutes: 10, silence_minutes: 60 },
        language: 'es',
        currency: 'USD',
        timezone: 'UTC',
        features: {
          audio_enabled: true,
          sales_enabled: true,
          expenses_enabled: true,
          inventory_enabled: true,
        },
      }),
      loopFound: () => undefined,
      newMessageId: () => asChannelMessageId(`OUT${Math.random()}`),
      ended: () => undefined,
      turnFailed: (_turn, error, isParked) => failures.push([error.message, isParked]),
      failed: (error) => {
        throw error
      },
    })
    return failures
  }
  const outbound = async () =>
    (await store.messages.list({ direction: 'outbound', limit: 99 })).map((message) => message.text)

  it('welcome a customer once, whatever the kind of the first message', async () => {
    open(rulesAgent())
    await receive(inbound('', { type: 'audio', text: null }))
    await receive(inbound('¿están?'))
    await turns?.settle()
    expect(await outbound()).toEqual(['hola'])
  })

  it('welcome neither owners nor reactions', async () => {
    open(rulesAgent(), ['+5491155550002'])
    await receive(inbound('¿cuánto vendí?'))
    await receive(
      inbound('👍', {
        type: 'reaction',
        contact: [{ kind: 'lid', value: '77' }],
        address: '77@lid',
      }),
    )
    await turns?.settle()
    expect(await outbound()).toEqual([])
  })

  it('are not begun by what comes twice, nor by what a human types on the phone', async () => {
    const seen: (string | null)[] = []
    open({
      think: async ({ text }) => {
        seen.push(text)
        return []
      },
    })
    const once = inbound('una vez')
    await receive(once)
    await receive(once)
    await receive(inbound('escrito a mano', { fromMe: true }))
    await turns?.settle()
    expect(seen).toEqual(['una vez'])
    expect(await outbound()).toEqual(['escrito a mano'])
  })

  it('keep the order within a chat', async () => {
    const seen: (string | null)[] = []
    open({
      async think({ text }) {
        await new Promise((resolve) => setTimeout(resolve, text === 'a' ? 20 : 0))
        seen.push(text)
        return [{ text: `re ${text}` }]
      },
    })
    for (const text of ['a', 'b', 'c']) await receive(inbound(text))
    await until(() => seen.length === 3, 'all are dealt with', 5000)
    await turns?.settle()
    expect(await outbound()).toEqual(['re a', 're b', 're c'])
  })

  it('are tried again when they fail, then parked; the next one goes on', async () => {
    const failures = open({
      think: async ({ text }) => {
        if (text === 'mala') throw new Error('cannot think')
        return [{ text: 'bien' }]
      },
    })
    await receive(inbound('mala'))
    await receive(inbound('buena'))
    await until(async () => (await outbound()).length === 1, 'the good one is answered', 5000)
    expect(failures).toEqual([
      ...[...Array(4)].map(() => ['cannot think', false]),
      ['cannot think', true],
    ])
    expect([await store.turns.parked(), naps]).toEqual([1, 4])
  })
})
