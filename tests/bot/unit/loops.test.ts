import { describe, expect, it } from 'vitest'
import { looksLikeLoop } from '../../../bot/conversation/loops.ts'
import { OWNER, TestConversation } from '../helpers/conversation.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const RULE = { replies: 4, minutes: 2 }

describe('the rule', () => {
  const NOW = 1_000_000_000
  const ago = (...seconds: number[]) => seconds.map((one) => NOW - one * SECOND)

  it.each([
    ['as many answers without a pause', ago(5, 30, 60, 100), true],
    ['fewer answers', ago(5, 30, 60), false],
    ['a pause of a minute among them', ago(5, 30, 91, 110), false],
    ['a pause before the newest', ago(60, 70, 80, 90), false],
    ['answers from too long ago', ago(5, 50, 100, 120), false],
    ['none at all', [], false],
  ])('is about %s', (_what, answered, isLoop) => {
    expect(looksLikeLoop(answered, NOW, RULE)).toBe(isLoop)
  })
})

/** Another bot: it answers each answer ten seconds later. */
async function babble(talk: TestConversation, times: number, change = {}): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await talk.write(`n${n}`, change)
    await talk.pass(2 * SECOND)
    await talk.pass(8 * SECOND)
  }
}

it('silences a chat in which another bot answers, for a while, and remembers it', async () => {
  await using talk = await TestConversation.open({
    loops: { replies: 5, minutes: 10, silence_minutes: 30 },
  })
  await babble(talk, 12)
  expect(await talk.texts()).toHaveLength(5)
  expect(talk.loops).toHaveLength(1)
  expect(await talk.store.silences.count('loop')).toBe(1)
  expect(await talk.store.incidents.since('loop', 0)).toHaveLength(1)
  await talk.write('soy Eva', { contact: [{ kind: 'lid', value: '7' }] })
  await talk.pass(2 * SECOND)
  expect(await talk.texts()).toHaveLength(6)
  await talk.pass(30 * MINUTE)
  await babble(talk, 1)
  expect(await talk.texts()).toHaveLength(7)
})

it('leaves a human who pauses alone, and owners whatever they do', async () => {
  await using talk = await TestConversation.open({ loops: { replies: 5 } })
  for (let n = 0; n < 4; n += 1) {
    await babble(talk, 3)
    await talk.pass(MINUTE)
  }
  expect(await talk.texts()).toHaveLength(12)
  await babble(talk, 8, { contact: [{ kind: 'phone', value: OWNER }] })
  expect(await talk.texts()).toHaveLength(20)
})
