import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { dimensionsOf } from '../../../bot/media/dimensions.ts'
import { readOpus } from '../../../bot/media/ogg.ts'
import { sniff } from '../../../bot/media/sniff.ts'
import { jpeg, mp3, mp4, noise, pdf, png, voiceNote, webp, zipBomb } from '../helpers/samples.ts'

const text = (content: string): Buffer => Buffer.from(content)

it.each([
  ['image/jpeg', jpeg(10, 10)],
  ['image/png', png(10, 10)],
  ['image/webp', webp(10, 10)],
  ['image/gif', text('GIF89a\x01\0\x01\0')],
  ['video/mp4', mp4()],
  ['video/3gpp', mp4(100, '3gp5')],
  ['video/quicktime', mp4(100, 'qt  ')],
  ['audio/mp4', mp4(100, 'M4A ')],
  ['image/heic', mp4(100, 'heic')],
  ['audio/mpeg', mp3()],
  ['audio/mpeg', Buffer.from([0xff, 0xfb, 0x90, 0x64])],
  ['audio/aac', Buffer.from([0xff, 0xf1, 0x50, 0x80])],
  ['audio/amr', text('#!AMR\n<')],
  ['audio/ogg; codecs=opus', voiceNote(1)],
  ['application/pdf', pdf()],
  ['application/zip', zipBomb(1)],
  ['text/plain', text('nombre,precio\npulsera,1200\n')],
  ['text/plain', text('ñ'.repeat(3000))],
  ['text/html', text('\n<!DOCTYPE html><script>1</script>')],
  ['image/svg+xml', text('<?xml version="1.0"?><svg onload="1"/>')],
  ['application/xml', text('<?xml version="1.0"?><a/>')],
  ['application/octet-stream', noise(100)],
  ['application/octet-stream', Buffer.alloc(0)],
])('finds %s by content', (mime, bytes) => {
  expect(sniff(bytes)).toEqual({ mime, isLie: false })
  expect(sniff(bytes, 'application/octet-stream').mime).toBe(mime)
})

it.each([
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', zipBomb(1)],
  ['text/csv', text('a,b\n1,2\n')],
  ['application/json', text('{"a": 1}')],
  ['audio/mp4', mp4()],
  ['application/x-photoshop', noise(100)],
])('believes %s where the content allows it', (mime, bytes) => {
  expect(sniff(bytes, mime)).toEqual({ mime, isLie: false })
})

it.each([
  ['image/jpeg', zipBomb(1), 'application/zip'],
  ['image/webp', zipBomb(1), 'application/zip'],
  ['image/png', text('<svg xmlns="x"/>'), 'image/svg+xml'],
  ['image/png', jpeg(1, 1), 'image/jpeg'],
  ['text/html', text('hola'), 'text/plain'],
  ['text/plain', text('<html>'), 'text/html'],
  ['text/html', noise(50), 'application/octet-stream'],
  ['application/javascript', noise(50), 'application/octet-stream'],
  ['application/xhtml+xml', noise(50), 'application/octet-stream'],
  ['audio/ogg; codecs=opus', mp3(), 'audio/mpeg'],
])('does not believe %s', (claimed, bytes, mime) => {
  expect(sniff(bytes, claimed)).toEqual({ mime, isLie: true })
})

it('knows other spellings of the same type', () => {
  expect(sniff(jpeg(1, 1), 'image/jpg').isLie).toBe(false)
  expect(sniff(voiceNote(1), 'audio/ogg').isLie).toBe(false)
  expect(sniff(voiceNote(1), 'Audio/OGG; codecs=opus').isLie).toBe(false)
})

it('reads sizes in pixels from headers', () => {
  expect(dimensionsOf('image/png', png(800, 600))).toMatchObject({ width: 800, height: 600 })
  expect(dimensionsOf('image/jpeg', jpeg(4000, 3000))).toMatchObject({ width: 4000, height: 3000 })
  expect(dimensionsOf('image/webp', webp(512, 511, true))).toEqual({
    width: 512,
    height: 511,
    isAnimated: true,
  })
  expect(dimensionsOf('image/jpeg', jpeg(4000, 3000).subarray(0, 400))).toBeUndefined()
  expect(dimensionsOf('image/png', Buffer.alloc(3))).toBeUndefined()
  expect(dimensionsOf('video/mp4', mp4())).toBeUndefined()
})

const opus = (bytes: Buffer, step = 777) =>
  readOpus(
    Readable.from(
      Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
        bytes.subarray(index * step, (index + 1) * step),
      ),
    ),
  )

it('reads seconds and waveform of a voice note without decoding it', async () => {
  const facts = await opus(voiceNote(10))
  expect(facts).toMatchObject({ channels: 1, seconds: 10 })
  const bars = [...(facts?.waveform ?? [])]
  expect(bars).toHaveLength(64)
  expect(bars.slice(0, 31).every((bar) => bar === 0)).toBe(true)
  expect(bars.slice(33).every((bar) => bar === 100)).toBe(true)
  expect(await opus(voiceNote(1))).toMatchObject({ seconds: 1 })
  expect(await opus(voiceNote(3, 2), 13)).toMatchObject({ channels: 2, seconds: 3 })
})

it('takes nothing else for a voice note', async () => {
  expect(await opus(mp3())).toBeUndefined()
  expect(await opus(Buffer.alloc(0))).toBeUndefined()
  expect(await opus(voiceNote(3).subarray(0, -10))).toBeUndefined()
  expect(await opus(Buffer.concat([voiceNote(1), noise(50)]))).toBeUndefined()
  const vorbis = Buffer.from(voiceNote(1))
  vorbis.write('\x01vorbis', 28, 'latin1')
  expect(await opus(vorbis)).toBeUndefined()
})
