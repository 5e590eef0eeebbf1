import { describe, expect, it } from 'vitest'
import { readNext } from '../../../bot/verticals/retail/language/dialogue.ts'
import type { Pending } from '../../../bot/verticals/retail/language/dialogue.ts'
import { readCorpus } from '../corpus.ts'
import type { Dialogue } from '../corpus.ts'
import { normalised, notationOf, shopAt } from '../helpers/notation.ts'

/** What changes the books, or a booking that was made, shows with the books only. */
const OF_THE_BOOKS = /^(correct|undo nothing|ask which gorra \/ mate)/
const isOfTheBooks = ({ steps }: Dialogue): boolean =>
  steps.some(({ expected }) => OF_THE_BOOKS.test(expected)) ||
  /^(add|price|retire)/.test(steps[0]?.expected ?? '')

const dialogues = readCorpus().filter(
  (one) => one.steps.length > 1 && one.shop.language.startsWith('es') && !isOfTheBooks(one),
)

function endOf({ shop: at, steps }: Dialogue): string {
  const shop = shopAt(at)
  let pending: Pending | undefined
  let end = ''
  for (const { says } of steps) {
    // As it is kept between two messages.
    const kept = pending && (JSON.parse(JSON.stringify(pending)) as Pending)
    const step = readNext(says, kept, shop)
    pending = step.pending
    end = step.outcome.kind === 'dropped' ? 'dropped' : notationOf(step.outcome, shop)
  }
  return end
}

describe('a conversation', () => {
  it.each(
    dialogues.map((one) => ({ ...one, says: one.steps.map(({ says }) => says).join(' / ') })),
  )('goes on as meant: $says', (dialogue) => {
    const wanted = normalised(dialogue.steps.at(-1)?.expected ?? '', shopAt(dialogue.shop))
    // A correction of what is only asked about is still to come.
    const isOpen = /no, (a|eran) /.test(dialogue.steps.at(-1)?.says ?? '')
    const end = endOf(dialogue)
    if (isOpen) expect(end).toMatch(/^(unclear|ask)/)
    else expect(end).toBe(wanted)
  })

  it('is about forty of the corpus at least', () => {
    expect(dialogues.length).toBeGreaterThan(40)
  })
})
