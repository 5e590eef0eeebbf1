import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { INWARD, openPoster } from '../../../bot/webhooks/post.ts'
import type { PosterParts } from '../../../bot/webhooks/post.ts'

const INSIDE = async () => [{ address: '127.0.0.1', family: 4 }]
const never = new AbortController().signal

describe('posting to somebody else', () => {
  const opened: { close(): void }[] = []
  afterEach(() => {
    for (const one of opened.splice(0)) one.close()
  })

  async function serve(listener: RequestListener): Promise<{ server: Server; port: number }> {
    const server = createServer(listener)
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve())
    })
    opened.push({
      close: () => {
        server.closeAllConnections()
        server.close()
      },
    })
    return { server, port: (server.address() as AddressInfo).port }
  }

  function poster(parts: Partial<PosterParts> = {}) {
    const made = openPoster({ resolve: INSIDE, mayBePrivate: true, timeout: 300, ...parts })
    opened.push({ close: () => made[Symbol.dispose]() })
    return (url: string, signal = never) =>
      made.post(url, { 'content-type': 'application/json' }, '{"a":"ñ"}', signal)
  }

  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    return body
  }

  it('sends the body as it is, and uses a connection again', async () => {
    const sockets = new Set<unknown>()
    const bodies: string[] = []
    const { port } = await serve((request, response) => {
      sockets.add(request.socket)
      void bodyOf(request).then((body) => {
        bodies.push(body)
        response.end('thanks')
      })
    })
    const post = poster()
    for (let count = 0; count < 3; count += 1) {
      expect(await post(`http://anything.test:${port}/x`)).toMatchObject({ status: 200 })
    }
    expect(sockets.size).toBe(1)
    expect(bodies).toEqual(Array(3).fill('{"a":"ñ"}'))
  })

  it('follows no redirect, wherever it leads', async () => {
    const asked: (string | undefined)[] = []
    const { port } = await serve((request, response) => {
      asked.push(request.url)
      response.writeHead(307, { location: `http://127.0.0.1:${port}/inside` }).end()
    })
    expect(await poster()(`http://127.0.0.1:${port}/a`)).toMatchObject({ status: 307 })
    expect(asked).toEqual(['/a'])
  })

  it('connects to no private address, whatever the name says', async () => {
    let asked = 0
    const { port } = await serve((_request, response) => {
      asked += 1
      response.end()
    })
    const post = poster({ mayBePrivate: false })
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', 'inward.test']) {
      expect(await post(`http://${host}:${port}/`), host).toEqual({ error: INWARD })
    }
    const unsure = poster({
      mayBePrivate: false,
      resolve: async () => [{ address: '8.8.8.8', family: 4 }, ...(await INSIDE())],
    })
    expect(await unsure(`http://both.test:${port}/`)).toEqual({ error: INWARD })
    expect(asked).toBe(0)
  })

  it('asks for the name once and connects to that address', async () => {
    let lookups = 0
    const { port } = await serve((_request, response) => void response.end())
    const post = poster({
      resolve: async () => {
        lookups += 1
        // Were it asked again, it would lead nowhere.
        return lookups === 1 ? await INSIDE() : [{ address: '127.0.0.2', family: 4 }]
      },
    })
    expect(await post(`http://rebinding.test:${port}/`)).toMatchObject({ status: 200 })
    expect(lookups).toBe(1)
  })

  it('waits for an answer so long and no longer; the status counts as soon as it is there', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/hangs') return
      response.writeHead(request.url === '/endless' ? 202 : 200)
      response.write('.')
      const timer = setInterval(() => response.write('.'), 5)
      response.on('close', () => clearInterval(timer))
    })
    const post = poster()
    expect(await post(`http://127.0.0.1:${port}/hangs`)).toEqual({
      error: 'no answer within 0.3 s',
    })
    expect(await post(`http://127.0.0.1:${port}/endless`)).toMatchObject({ status: 202 })
  })

  it('reads no more of a huge answer than it must', async () => {
    let written = 0
    const { port } = await serve((_request, response) => {
      const more = (): void => {
        while (!response.destroyed && written < 100_000_000) {
          written += 65_536
          if (!response.write(Buffer.alloc(65_536))) return void response.once('drain', more)
        }
      }
      response.writeHead(200)
      more()
    })
    expect(await poster({ timeout: 5000 })(`http://127.0.0.1:${port}/`)).toMatchObject({
      status: 200,
    })
    expect(written).toBeLessThan(20_000_000)
  })

  it('tries again on a fresh connection when a kept one has ended in its hand', async () => {
    let asked = 0
    const { port } = await serve((request, response) => {
      asked += 1
      // The second request on a connection is cut off without an answer.
      if (asked === 2) return void request.socket.resetAndDestroy()
      response.end()
    })
    const post = poster()
    for (let count = 0; count < 2; count += 1) {
      expect(await post(`http://127.0.0.1:${port}/`)).toMatchObject({ status: 200 })
    }
    expect(asked).toBe(3)
  })

  it('says what was wrong, in a word', async () => {
    const { port, server } = await serve((request, response) => {
      if (request.url === '/odd') request.socket.end('nonsense\r\n\r\n')
      else if (request.url === '/header') response.writeHead(200, { x: 'y'.repeat(20_000) }).end()
      else request.socket.destroy()
    })
    server.on('upgrade', (request) => {
      request.socket.end('HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n')
    })
    const unknown = Object.assign(new Error('no'), { code: 'ENOTFOUND', syscall: 'queryA' })
    const post = poster({
      resolve: (host) => (host === 'none.test' ? Promise.reject(unknown) : INSIDE()),
    })
    expect(await post(`http://127.0.0.1:${port}/odd`)).toEqual({
      error: expect.stringMatching(/^HPE_/),
    })
    expect(await post(`http://127.0.0.1:${port}/header`)).toEqual({ error: 'HPE_HEADER_OVERFLOW' })
    expect(await post(`http://127.0.0.1:${port}/cut`)).toEqual({ error: 'ECONNRESET' })
    expect(await post('http://none.test/')).toEqual({
      error: 'its name cannot be looked up: ENOTFOUND',
    })
    expect(await post('http://127.0.0.1:1/')).toEqual({ error: 'ECONNREFUSED' })
    expect(await post(`https://127.0.0.1:${port}/`)).toEqual({
      error: expect.stringMatching(/SSL|EPROTO|ECONNRESET/),
    })
    expect(await post('http://127.0.0.1:0/')).toHaveProperty('error')
  })

  it('gives up when the bot ends', async () => {
    const { port } = await serve(() => undefined)
    const ending = new AbortController()
    const posting = poster({ timeout: 5000 })(`http://127.0.0.1:${port}/`, ending.signal)
    setTimeout(() => ending.abort(new Error('the end')), 20)
    await expect(posting).rejects.toThrow('the end')
    await expect(poster()(`http://127.0.0.1:${port}/`, ending.signal)).rejects.toThrow('the end')
  })
})
