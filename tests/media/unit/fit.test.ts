import { expect, it } from 'vitest'
import { misfitOf } from '../../../bot/media/fit.ts'
import type { MediaFacts } from '../../../common/domain/media.ts'

const MIB = 2 ** 20
const file = (mime: string, size = 1000, facts: MediaFacts = {}) => ({ mime, size, facts })
const square = (pixels: number, isAnimated = false): MediaFacts => ({
  width: pixels,
  height: pixels,
  isAnimated,
})

it.each([
  ['image', file('image/jpeg', 16 * MIB)],
  ['image', file('image/png')],
  ['video', file('video/mp4')],
  ['audio', file('audio/mpeg')],
  ['audio', file('audio/ogg; codecs=opus', 1000, { channels: 2 })],
  ['document', file('application/x-anything', 100 * MIB)],
  ['sticker', file('image/webp', 100 * 1024, square(512))],
  ['sticker', file('image/webp', 500 * 1024, square(512, true))],
] as const)('may be sent as %s: %o', (type, given) => {
  expect(misfitOf({ type }, given)).toBeUndefined()
})

it.each([
  ['image', file('image/gif'), 'media_type', /image\/jpeg or image\/png; this is image\/gif/],
  ['image', file('image/jpeg', 16 * MIB + 1), 'media_too_large', /16 MB.*document/],
  ['video', file('video/webm'), 'media_type', /video\/mp4/],
  ['audio', file('audio/ogg', 1000), 'media_type', /Opus/],
  ['document', file('a/b', 100 * MIB + 1), 'media_too_large', /100 MB\.$/],
  ['sticker', file('application/zip', 1000), 'media_type', /application\/zip/],
  ['sticker', file('image/webp', 1000), 'media_type', /damaged/],
  ['sticker', file('image/webp', 1000, square(513)), 'media_type', /513 × 513/],
  ['sticker', file('image/webp', 100 * 1024 + 1, square(512)), 'media_too_large', /100 KB/],
  ['sticker', file('image/webp', 501 * 1024, square(512, true)), 'media_too_large', /500 KB/],
] as const)('may not be sent as %s: %o', (type, given, code, sentence) => {
  expect(misfitOf({ type }, given)).toEqual({ code, sentence: expect.stringMatching(sentence) })
})

it('is spoken only as mono Opus in Ogg', () => {
  const voice = { type: 'audio', voice: true } as const
  const opus = (channels: number) => file('audio/ogg; codecs=opus', 1000, { channels })
  expect(misfitOf(voice, opus(1))).toBeUndefined()
  expect(misfitOf(voice, opus(2))?.sentence).toContain('with 2 channels')
  expect(misfitOf(voice, file('audio/mpeg'))?.sentence).toContain('ffmpeg')
})
