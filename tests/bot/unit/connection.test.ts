import { describe, expect, it } from 'vitest'
import { afterClose } from '../../../bot/channels/whatsapp/connection.ts'

const half = () => 0.5
const linked = (code: number | undefined, attempt = 1) =>
  afterClose({ code, linked: true, qrShown: false, attempt, random: half })
const unlinked = (code: number | undefined, qrShown = false) =>
  afterClose({ code, linked: false, qrShown, attempt: 1, random: half })

describe('what a closed connection means', () => {
  it.each([
    [515, 'connecting', 'now', false],
    [401, 'logged_out', 'never', true],
    [402, 'banned', 'never', false],
    [403, 'banned', 'never', false],
    [406, 'banned', 'never', false],
    [405, 'outdated', 'never', false],
    [440, 'replaced', 'never', false],
    [400, 'waiting', 'later', false],
    [408, 'waiting', 'later', false],
    [409, 'waiting', 'later', false],
    [428, 'waiting', 'later', false],
    [500, 'waiting', 'later', false],
    [503, 'waiting', 'later', false],
    [undefined, 'waiting', 'later', false],
  ] as const)('linked, %s: %s, %s', (code, state, next, forget) => {
    expect(linked(code)).toMatchObject({ state, next, forget })
    expect(linked(code).sentence).toMatch(/\.$/)
  })

  it.each([
    [515, false, 'connecting', 'now', false],
    [408, true, 'pairing', 'round', false],
    [408, false, 'waiting', 'later', false],
    [405, false, 'outdated', 'never', false],
    [401, true, 'waiting', 'later', true],
    [428, true, 'waiting', 'later', false],
  ] as const)('never linked, %s, QR shown %s: %s, %s', (code, qrShown, state, next, forget) => {
    expect(unlinked(code, qrShown)).toMatchObject({ state, next, forget })
  })

  it('tells a human what to do wherever nothing happens by itself', () => {
    for (const code of [401, 402, 403, 405, 440]) expect(linked(code).action).toMatch(/\.$/)
  })

  it('waits longer each time, up to a minute, and never all at once', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 50].map((attempt) => linked(428, attempt).delayMs)
    expect(waits).toEqual([750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000])
    const never = { code: 428, linked: true, qrShown: false, attempt: 3 }
    expect(afterClose({ ...never, random: () => 0 }).delayMs).toBe(2000)
    expect(afterClose({ ...never, random: () => 0.999 }).delayMs).toBeGreaterThan(3990)
  })
})
