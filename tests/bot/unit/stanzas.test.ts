import { EventEmitter } from 'node:events'
import type { BinaryNode } from '@whiskeysockets/baileys'
import { expect, it } from 'vitest'
import { dropIgnored, isIgnored, standBefore } from '../../../bot/channels/whatsapp/stanzas.ts'

const message = (from: string): BinaryNode => ({ tag: 'message', attrs: { from, id: from } })

it.each([
  ['120363012345678901@g.us', true],
  ['status@broadcast', true],
  ['120363012345678901@newsletter', true],
  ['5491155550002@s.whatsapp.net', false],
  ['77@lid', false],
  ['@s.whatsapp.net', false],
])('a message from %s is acknowledged and dropped: %s', (from, isDropped) => {
  const source = new EventEmitter()
  const [seen, acknowledged]: [BinaryNode[], unknown[]] = [[], []]
  source.on('CB:message', (stanza: BinaryNode) => seen.push(stanza))
  dropIgnored(
    source,
    async (...given) => {
      acknowledged.push(given)
    },
    () => undefined,
  )
  source.emit('CB:message', message(from))
  expect(seen).toEqual(isDropped ? [] : [message(from)])
  // Without a second argument: no error code.
  expect(acknowledged).toEqual(isDropped ? [[message(from)]] : [])
})

it('lets groups through where they are wanted, and nothing else', () => {
  const wanted = (from: string) => !isIgnored(from, true)
  expect(['120363012345678901@g.us', '77@lid'].map(wanted)).toEqual([true, true])
  expect(['status@broadcast', '1@newsletter'].map(wanted)).toEqual([false, false])
})

it('lets Baileys see a stanza only after what stands before it, in order', async () => {
  const source = new EventEmitter()
  const seen: string[] = []
  source.on('CB:receipt', ({ attrs }: BinaryNode) => seen.push(`baileys ${attrs['id']}`))
  standBefore(source, 'CB:receipt', ({ attrs }) =>
    attrs['id'] === 'now'
      ? undefined
      : Promise.resolve().then(() => {
          seen.push(`stored ${attrs['id']}`)
          return true
        }),
  )
  for (const id of ['a', 'b', 'now']) {
    source.emit('CB:receipt', { tag: 'receipt', attrs: { id } })
  }
  await new Promise((resolve) => setImmediate(resolve))
  expect(seen).toEqual(['baileys now', 'stored a', 'stored b', 'baileys a', 'baileys b'])
})
