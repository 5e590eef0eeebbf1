import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CONTENT } from '../../../common/contracts/content/content.ts'
import { contentView } from '../../../common/contracts/content/view.ts'
import { outboundMessageSchema } from '../../../common/contracts/messages.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/messages.md'), 'utf8')

it('describes every type that can be sent, with an example that is accepted', () => {
  const examples = [...page.matchAll(/`(\{"to": [^`]+\})`/g)].map(([, json]) =>
    JSON.parse(json ?? ''),
  )
  const types = new Set<string>()
  for (const example of examples) types.add(outboundMessageSchema.parse(example).type)
  // Image stands for all that have bytes.
  expect(types).toEqual(new Set(Object.keys(CONTENT).filter((type) => !isFile(type))))
})

it('names every type and object that is shown', () => {
  for (const name of [...Object.keys(CONTENT), ...Object.keys(contentView)]) {
    expect(page).toMatch(new RegExp(`\\b${name}\\b`))
  }
})

const isFile = (type: string): boolean => ['video', 'audio', 'document', 'sticker'].includes(type)
