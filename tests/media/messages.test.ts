import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { MESSAGE_EXAMPLES } from '../../common/contracts/message-examples.ts'
import { EVA, SHOP, TypedWorld } from '../bot/helpers/typed-world.ts'
import {
  download,
  fileSeen,
  inBase64,
  openWeb,
  settledFile,
  sha256,
  uploadTo,
} from './helpers/media-world.ts'
import { growthDuring } from './helpers/memory.ts'
import { jpeg, mp3, mp4, noise, pdf, voiceNote, webp, zipBomb } from './helpers/samples.ts'

const FILES: Readonly<Record<string, Buffer>> = {
  '/pulsera.jpg': jpeg(800, 600, 90_000),
  '/local.mp4': mp4(200_000),
  '/hola.ogg': voiceNote(7),
  '/factura.pdf': pdf(70_000),
  '/gracias.webp': webp(512, 512),
  '/musica.mp3': mp3(30_000),
}

/** As bots run under PM2: otherwise V8 lets garbage lie that nothing has to do with files. */
const THRIFTY = '--max-semi-space-size=1 --max-old-space-size=128'
/** For a file of 60 MB on a busy machine, in milliseconds. */
const PATIENCE = 60_000
/** What a bot may grow by while one passes, in MiB: buffers, and what is not yet collected. */
const FLAT = 24

describe('files both ways', () => {
  let world: TypedWorld
  let web: Awaited<ReturnType<typeof openWeb>>
  const asked: string[] = []

  beforeAll(async () => {
    web = await openWeb((request, response) => {
      const path = request.url ?? ''
      asked.push(path)
      const file = FILES[path]
      response.statusCode = file ? 200 : 404
      response.end(file)
    })
    world = await TypedWorld.open({}, { MEDIA_ALLOW_PRIVATE: 'true', NODE_OPTIONS: THRIFTY })
  })
  afterEach(() => world.simulator.clearFaults())
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await web[Symbol.asyncDispose]()
  })

  it.each([
    ['image', 'image', { width: 800, height: 600, mimetype: 'image/jpeg' }],
    ['video', 'video', { mimetype: 'video/mp4' }],
    ['voice note', 'audio', { voice: true, seconds: 7, mimetype: 'audio/ogg; codecs=opus' }],
    ['document', 'document', { filename: 'Factura 0001.pdf', mimetype: 'application/pdf' }],
    ['sticker', 'sticker', { mimetype: 'image/webp' }],
  ] as const)('goes out from a link, byte for byte: %s', async (name, type, shown) => {
    const example = structuredClone(MESSAGE_EXAMPLES[name]) as Record<string, any> // oxlint-disable-line no-explicit-any
    const path = new URL(example[type].link).pathname
    example[type].link = web.origin + path
    const { seen, view, id } = await world.send(example)
    const bytes = FILES[path] ?? Buffer.alloc(0)
    expect(fileSeen(seen.content)).toEqual({ sha256: sha256(bytes), bytes: bytes.length })
    const { caption } = example[type]
    expect(seen.content).toMatchObject({ type, ...shown, ...(caption && { caption }) })
    expect(view[type]).toMatchObject({
      ...example[type],
      id: expect.stringMatching(/^med_/),
      state: 'stored',
      sha256: inBase64(bytes),
      file_size: bytes.length,
    })
    if (type === 'audio')
      expect((seen.content as { waveform?: number[] }).waveform).toHaveLength(64)
    expect(asked.filter((one) => one === path)).toHaveLength(1)
    const served = await download(world.bot, (view[type] as { id: string }).id)
    expect(served.bytes.equals(bytes)).toBe(true)
    // Again by the same link, within minutes: nobody is asked again, and nothing is brought again.
    const since = world.simulator.lastEvent
    const again = await world.send(example)
    expect(again.id).not.toBe(id)
    expect(fileSeen(again.seen.content)).toEqual(fileSeen(seen.content))
    expect(asked.filter((one) => one === path)).toHaveLength(1)
    const uploads = world.simulator.eventsSince(since)
    expect(uploads.filter((event) => event.type === 'media-uploaded')).toHaveLength(0)
  })

  it('goes out by the id of an upload', async () => {
    const picture = FILES['/pulsera.jpg'] ?? noise(1)
    const { body } = await uploadTo(world.bot, picture, 'image/jpeg')
    const { image, ...example } = MESSAGE_EXAMPLES['image by id']
    const { seen, view } = await world.send({ ...example, image: { ...image, id: body.id } })
    expect(fileSeen(seen.content).sha256).toBe(sha256(picture))
    expect(seen.content).toMatchObject({ type: 'image', caption: image.caption })
    expect(view['image']).toMatchObject({ id: body.id, caption: image.caption, state: 'stored' })
  })

  it('goes out by the id of an upload, as what it can be', async () => {
    const song = FILES['/musica.mp3'] ?? noise(1)
    const uploaded = await uploadTo(world.bot, song, 'audio/mpeg', '?filename=canción.mp3')
    expect(uploaded).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^med_/),
        state: 'stored',
        detail: expect.stringMatching(/\.$/),
        mime_type: 'audio/mpeg',
        sha256: inBase64(song),
        file_size: song.length,
        filename: 'canción.mp3',
      },
    })
    const { id } = uploaded.body
    expect((await uploadTo(world.bot, song, 'audio/mpeg', '?filename=canción.mp3')).body.id).toBe(
      id,
    )
    const { seen } = await world.send({ to: EVA, type: 'audio', audio: { id } })
    expect(fileSeen(seen.content).sha256).toBe(sha256(song))
    const document = await world.send({ to: EVA, type: 'document', document: { id } })
    expect(document.seen.content).toMatchObject({ filename: 'canción.mp3' })
    const spoken = { to: EVA, type: 'audio', audio: { id, voice: true } }
    const refused = await world.bot.post('/api/messages', spoken)
    expect([refused.status, refused.body.code]).toEqual([415, 'media_type'])
    expect(refused.body.detail).toContain('mono')
    const unknown = { to: EVA, type: 'image', image: { id: 'med_0' } }
    expect((await world.bot.post('/api/messages', unknown)).body.code).toBe('unknown_media')
  })

  it.each([
    ['image', { caption: 'Mirá' }, jpeg(640, 480, 120_000), 'image/jpeg'],
    ['video', { caption: 'El local' }, mp4(300_000), 'video/mp4'],
    ['audio', { voice: true }, voiceNote(3), 'audio/ogg; codecs=opus'],
    ['document', { filename: 'Lista.pdf', caption: 'Precios' }, pdf(50_000), 'application/pdf'],
    ['sticker', {}, webp(512, 512, true), 'image/webp'],
  ] as const)('comes in, byte for byte: %s', async (type, more, bytes, mime) => {
    const message = { type, data: bytes.toString('base64'), ...more } as const
    const stored = await world.write(message)
    const file = await settledFile(world.bot, stored.id, type)
    expect(file).toMatchObject({
      ...more,
      id: expect.stringMatching(/^med_/),
      mime_type: mime,
      sha256: inBase64(bytes),
      file_size: bytes.length,
      state: 'stored',
    })
    const served = await download(world.bot, String(file['id']))
    expect(served.bytes.equals(bytes)).toBe(true)
    expect(served.headers.get('content-type')).toBe(mime)
    expect(served.headers.get('x-content-type-options')).toBe('nosniff')
    const isSaved = served.headers.get('content-disposition')?.startsWith('attachment') === true
    expect(isSaved).toBe(type === 'document')
    const part = await download(world.bot, String(file['id']), { range: 'bytes=100-199' })
    expect([part.status, part.bytes.equals(bytes.subarray(100, 200))]).toEqual([206, true])
    // What a human sends on the linked phone is there, too.
    const own = await world.write({ ...message, padTo: 350_000 }, undefined, SHOP)
    expect(await settledFile(world.bot, own.id, type)).toMatchObject({ file_size: 350_000 })
  })

  it('shows nothing that lies about its type, and unpacks nothing', async () => {
    const html = Buffer.from('<!doctype html><script>alert(1)</script>')
    const lie = await world.write({ type: 'image', data: html.toString('base64') })
    const file = await settledFile(world.bot, lie.id, 'image')
    expect(file).toMatchObject({ state: 'stored', mime_type: 'text/html' })
    expect(file['detail']).toContain('not of the type')
    const served = await download(world.bot, String(file['id']))
    expect(served.headers.get('content-disposition')).toBe('attachment')
    expect(served.headers.get('content-security-policy')).toContain('sandbox')
    const bomb = zipBomb(64)
    const sticker = await world.write({ type: 'sticker', data: bomb.toString('base64') })
    expect(await settledFile(world.bot, sticker.id, 'sticker')).toMatchObject({
      mime_type: 'application/zip',
      file_size: bomb.length,
    })
    const { body } = await uploadTo(world.bot, bomb, 'image/webp')
    const sent = { to: EVA, type: 'sticker', sticker: { id: body.id } }
    expect((await world.bot.post('/api/messages', sent)).body.code).toBe('media_type')
    const huge = await uploadTo(world.bot, webp(20_000, 20_000), 'image/webp')
    const vast = { to: EVA, type: 'sticker', sticker: { id: huge.body.id } }
    expect((await world.bot.post('/api/messages', vast)).body.detail).toContain('512')
  })

  it('carries 60 MB both ways without having them in memory', async () => {
    const size = 60 * 2 ** 20
    const { pid = Number.NaN } = world.bot
    const out = await growthDuring(pid, async () => {
      const large = pdf(size)
      const { body } = await uploadTo(world.bot, large, 'application/pdf', '?filename=grande.pdf')
      const document = { to: EVA, type: 'document', document: { id: body.id } }
      const { seen } = await world.send(document, PATIENCE)
      expect(fileSeen(seen.content)).toEqual({ sha256: sha256(large), bytes: size })
    })
    const into = await growthDuring(pid, async () => {
      const head = pdf(1000).toString('base64')
      const stored = await world.write({ type: 'document', data: head, padTo: size })
      const file = await settledFile(world.bot, stored.id, 'document', PATIENCE)
      expect(file).toMatchObject({ state: 'stored', file_size: size })
      const written = world.seenAt(EVA, stored.channelMessageId)
      const { sha256: hex = '' } = fileSeen(written?.content)
      expect(file['sha256']).toBe(Buffer.from(hex, 'hex').toString('base64'))
    })
    expect(Math.max(out, into)).toBeLessThan(FLAT)
  }, 120_000)

  it('carries 100 KB of text', async () => {
    const text = 'ñandú '.repeat(17_000)
    const long = await world.write({ type: 'text', text })
    expect(long['text']).toBe(text)
    expect((await world.bot.post('/api/messages', { to: EVA, text })).status).toBe(400)
  })
})
