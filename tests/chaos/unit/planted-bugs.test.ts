import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mutated, root } from '../mutant.ts'
import { PLANTED_BUGS } from '../planted-bugs.ts'

describe('a planted bug', () => {
  it.each(PLANTED_BUGS)('can be planted: $bug', ({ mutations }) => {
    for (const mutation of mutations) {
      const source = readFileSync(join(root, mutation.file), 'utf8')
      expect(mutated(source, [mutation])).toContain(mutation.replace)
    }
  })

  it('is refused when the source has changed', () => {
    const mutation = { file: 'bot/x.ts', find: 'gone', replace: '' }
    expect(() => mutated('here', [mutation])).toThrow('0 times')
    expect(() => mutated('gone gone', [mutation])).toThrow('2 times')
  })
})
