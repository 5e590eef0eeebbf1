import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { EVA, TypedWorld } from '../bot/helpers/typed-world.ts'
import { until } from '../bot/helpers/until.ts'
import {
  download,
  fileSeen,
  inBase64,
  openWeb,
  settledFile,
  sha256,
  uploadTo,
} from './helpers/media-world.ts'
import { jpeg, noise, pdf, png } from './helpers/samples.ts'

describe('files when something goes wrong', () => {
  let world: TypedWorld
  let web: Awaited<ReturnType<typeof openWeb>>

  beforeAll(async () => {
    web = await openWeb((request, response) => {
      const isThere = request.url === '/factura.pdf'
      response.statusCode = isThere ? 200 : 404
      response.end(isThere ? pdf() : undefined)
    })
    world = await TypedWorld.open({}, { MEDIA_ALLOW_PRIVATE: 'true' })
  })
  afterEach(() => world.simulator.clearFaults())
  afterAll(async () => {
    await world[Symbol.asyncDispose]()
    await web[Symbol.asyncDispose]()
  })

  it('keeps nothing of an upload that breaks off', async () => {
    const before = filesIn(world)
    const controller = new AbortController()
    const body = new ReadableStream({
      async pull(stream) {
        stream.enqueue(noise(100_000))
        await sleep(20)
        controller.abort()
      },
    })
    const half = fetch(`http://127.0.0.1:${world.bot.port}/api/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.bot.token}` },
      body,
      duplex: 'half',
      signal: controller.signal,
    })
    await expect(half).rejects.toThrow('abort')
    await until(() => filesIn(world).length === before.length, 'nothing is left of it')
    expect(filesIn(world)).toEqual(before)
    expect((await uploadTo(world.bot, Buffer.alloc(0))).body.code).toBe('invalid_request')
    const json = Buffer.from('{"a": 1}')
    const uploaded = await uploadTo(world.bot, json, 'application/json')
    expect(uploaded.body).toMatchObject({ mime_type: 'application/json', file_size: 8 })
  })

  it('waits for a link, and says why it does not come', async () => {
    const image = (path: string) => ({ to: EVA, type: 'image', image: { link: web.origin + path } })
    const { body } = await world.bot.post('/api/messages', image('/none.jpg'))
    const after = await world.bot.post('/api/messages', { to: EVA, text: 'después' })
    await until(async () => (await world.view(body.id))['delivery'] === 'failed', 'it has failed')
    const view = await world.view(body.id)
    const refused = { state: 'failed', detail: expect.stringContaining('upload the file instead.') }
    expect(view).toMatchObject({ reason: 'link_refused', image: refused })
    // What stood behind it in the line goes on.
    await world.arrival(after.body.id)
    const { body: wrong } = await world.bot.post('/api/messages', image('/factura.pdf'))
    await until(async () => (await world.view(wrong.id))['delivery'] === 'failed', 'it has failed')
    expect(await world.view(wrong.id)).toMatchObject({
      reason: 'media_type',
      image: { state: 'stored', detail: expect.stringContaining('Send it as a document') },
    })
  })

  it.each([
    ['media-cut', {}],
    ['media-refuse', { code: 503 }],
    ['media-garbled', {}],
    ['media-gone', { code: 410 }],
    ['media-gone', { code: 404 }],
  ] as const)('comes in although the media host fails: %s', async (kind, more) => {
    world.simulator.addFault({ kind, ...more })
    const photo = jpeg(100, 100, 80_000, `${kind} ${JSON.stringify(more)}`)
    const stored = await world.write({ type: 'image', data: photo.toString('base64') })
    const file = await settledFile(world.bot, stored.id, 'image')
    expect(file).toMatchObject({ state: 'stored', sha256: inBase64(photo) })
  })

  it('says so when nobody has a file any more, and asks again when somebody wants it', async () => {
    world.simulator.addFault({ kind: 'media-gone' })
    world.simulator.addFault({ kind: 'media-unwilling' })
    const photo = jpeg(90, 90, 50_000, 'gone')
    const stored = await world.write({ type: 'image', data: photo.toString('base64') })
    const file = await settledFile(world.bot, stored.id, 'image')
    expect(file).toMatchObject({ state: 'gone', detail: expect.stringContaining('phone') })
    const served = await download(world.bot, String(file['id']))
    expect([served.status, served.bytes.equals(photo)]).toEqual([200, true])
  })

  it('goes out once, although the media host fails', async () => {
    for (const kind of ['media-cut', 'media-refuse', 'media-garbled'] as const) {
      const photo = png(300, 200, 80_000)
      photo.write(kind, 1000)
      const { body } = await uploadTo(world.bot, photo, 'image/png')
      world.simulator.addFault({ kind })
      const { seen } = await world.send({ to: EVA, type: 'image', image: { id: body.id } })
      expect(fileSeen(seen.content).sha256).toBe(sha256(photo))
    }
  })

  it('is the same message with the same file to a phone that asks again', async () => {
    const { body } = await uploadTo(world.bot, jpeg(20, 20, 3000, 'again'), 'image/jpeg')
    world.simulator.addFault({ kind: 'undecryptable-out', phone: EVA })
    const { seen } = await world.send({ to: EVA, type: 'image', image: { id: body.id } })
    expect(fileSeen(seen.content).bytes).toBe(3000)
  })

  it('comes and goes once, whenever the process is killed', async () => {
    world.simulator.addFault({ kind: 'media-slow', ms: 50 })
    for (const wait of [40, 200]) {
      const photo = jpeg(10, 10, 300_000, `in ${wait}`)
      const sent = jpeg(11, 11, 300_000, `out ${wait}`)
      const { body } = await uploadTo(world.bot, sent, 'image/jpeg')
      const image = { to: EVA, type: 'image', image: { id: body.id } }
      const stored = await world.write({ type: 'image', data: photo.toString('base64') })
      const accepted = await world.bot.post('/api/messages', image)
      await sleep(wait)
      await world.bot.kill('SIGKILL')
      await world.bot.start()
      const file = await settledFile(world.bot, stored.id, 'image')
      expect(file).toMatchObject({ state: 'stored', sha256: inBase64(photo) })
      const { seen } = await world.arrival(accepted.body.id)
      expect(fileSeen(seen.content).sha256).toBe(sha256(sent))
    }
    const images = world.simulator.messagesAt(EVA).filter(({ type }) => type === 'image')
    expect(new Set(images.map(({ id }) => id)).size).toBe(images.length)
  })

  it('keeps the message when there is no room for its file, and its file when it is deleted', async () => {
    const { body } = await uploadTo(world.bot, jpeg(5, 5, 1000, 'deleted'), 'image/jpeg')
    expect((await world.bot.delete(`/api/media/${body.id}`)).body).toEqual({ success: true })
    expect((await download(world.bot, body.id)).status).toBe(410)
    expect((await world.bot.delete('/api/media/med_0')).body.code).toBe('unknown_media')
    const image = { to: EVA, type: 'image', image: { id: body.id } }
    expect((await world.bot.post('/api/messages', image)).body.code).toBe('media_gone')
    world.configure({ media: { quota_mb: 1, when_full: 'refuse', largest_mb: 2 } })
    await until(async () => {
      const fresh = noise(1_100_000, String(Math.random()))
      return (await uploadTo(world.bot, fresh)).body.code === 'media_quota'
    }, 'the new rules hold')
    const head = jpeg(1, 1, 900, 'quota').toString('base64')
    const full = await world.write({ type: 'image', data: head, caption: 'hola' })
    expect(await settledFile(world.bot, full.id, 'image')).toMatchObject({ state: 'quota' })
    expect(await world.view(full.id)).toMatchObject({ text: 'hola' })
    const large = await world.write({ type: 'image', data: head, padTo: 3 * 2 ** 20 })
    expect(await settledFile(world.bot, large.id, 'image')).toMatchObject({ state: 'too_large' })
    expect((await uploadTo(world.bot, noise(3 * 2 ** 20))).body.code).toBe('media_too_large')
    const endless = await fetch(`http://127.0.0.1:${world.bot.port}/api/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.bot.token}` },
      body: ReadableStream.from(Array.from({ length: 50 }, (_, at) => noise(100_000, `${at}`))),
      duplex: 'half',
    })
    expect(await endless.json()).toMatchObject({ status: 413, code: 'media_too_large' })
    expect(filesIn(world, 'tmp')).toEqual([])
  })
})

const filesIn = (world: TypedWorld, folder = 'media'): string[] =>
  readdirSync(join(world.bot.folder, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort()
