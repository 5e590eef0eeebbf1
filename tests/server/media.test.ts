import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ADMIN_KEY, until } from './helpers/installation.ts'
import { serverForThisFile } from './helpers/server-fixture.ts'

const its = serverForThisFile()

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>

/** A tenant, and something that listens where its bot would. */
async function tenantWith(name: string, handle: Handler) {
  const tenant = await its.create({ business_name: name })
  const token = readFileSync(join(its.folder, 'tenants', tenant.slug, 'bot.token'), 'utf8').trim()
  const bot = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve) => bot.listen(tenant.botPort, '127.0.0.1', resolve))
  return {
    token,
    url: `${its.server.url}/api/tenants/${tenant.slug}/media`,
    async [Symbol.asyncDispose]() {
      bot.closeAllConnections()
      await new Promise((resolve) => bot.close(resolve))
    },
  }
}

const authorization = `Bearer ${ADMIN_KEY}`

describe('files on their way through the server', () => {
  it('go to the bot as they come, whatever they are', async () => {
    const seen: unknown[] = []
    await using tenant = await tenantWith('Uploads', async (request, response) => {
      const hash = createHash('sha256')
      for await (const chunk of request as AsyncIterable<Buffer>) hash.update(chunk)
      const { 'content-type': type, 'content-length': length, authorization: key } = request.headers
      seen.push([request.method, request.url, type, length, key, hash.digest('hex')])
      response.writeHead(201, { 'content-type': 'application/json', 'x-inner': 'secret' })
      response.end('{"id":"med_1"}')
    })
    const bytes = randomBytes(3_000_000)
    const headers = { authorization, 'content-type': 'application/json' }
    const answer = await fetch(`${tenant.url}?filename=a%20b.json`, {
      method: 'POST',
      headers,
      body: bytes,
    })
    expect([answer.status, await answer.json()]).toEqual([201, { id: 'med_1' }])
    expect(answer.headers.get('x-inner')).toBeNull()
    const digest = createHash('sha256').update(bytes).digest('hex')
    const key = `Bearer ${tenant.token}`
    expect(seen).toEqual([
      ['POST', '/api/media?filename=a+b.json', 'application/json', '3000000', key, digest],
    ])
    const stranger = await fetch(tenant.url, { method: 'POST', body: bytes })
    expect(stranger.status).toBe(401)
    const wrong = await fetch(`${tenant.url}?name=x`, { method: 'POST', headers, body: 'x' })
    expect(wrong.status).toBe(400)
    expect(seen).toHaveLength(1)
  })

  it('come from the bot in parts, with what browsers have to know', async () => {
    await using tenant = await tenantWith('Downloads', (request, response) => {
      const isPart = request.headers.range === 'bytes=1-2'
      response.writeHead(isPart ? 206 : 200, {
        'content-type': 'text/html',
        'content-disposition': 'attachment',
        'x-content-type-options': 'nosniff',
        ...(isPart && { 'content-range': 'bytes 1-2/4' }),
      })
      response.end(isPart ? 'bc' : 'abcd')
    })
    const whole = await fetch(`${tenant.url}/med_1`, { headers: { authorization } })
    expect([whole.status, await whole.text()]).toEqual([200, 'abcd'])
    expect(whole.headers.get('content-disposition')).toBe('attachment')
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff')
    const part = await fetch(`${tenant.url}/med_1`, {
      headers: { authorization, range: 'bytes=1-2' },
    })
    expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([
      206,
      'bytes 1-2/4',
      'bc',
    ])
    const odd = await fetch(`${tenant.url}/passwd`, { headers: { authorization } })
    expect(odd.status).toBe(400)
  })

  it('bring the problems of the bot along, and are refused when it is none', async () => {
    await using tenant = await tenantWith('Problems', (request, response) => {
      request.resume()
      const status = request.method === 'GET' ? 401 : 413
      response.writeHead(status, { 'content-type': 'application/problem+json' })
      response.end(JSON.stringify({ code: 'media_too_large', status, detail: 'Too large.' }))
    })
    const upload = await fetch(tenant.url, {
      method: 'POST',
      headers: { authorization },
      body: randomBytes(500_000),
    })
    expect([upload.status, await upload.json()]).toMatchObject([413, { code: 'media_too_large' }])
    const download = await fetch(`${tenant.url}/med_1`, { headers: { authorization } })
    expect([download.status, await download.json()]).toMatchObject([
      503,
      { code: 'bot_unreachable' },
    ])
  })

  it('end for the bot when whoever sends them ends, and for everybody when the bot dies', async () => {
    let broken = 0
    await using tenant = await tenantWith('Broken', (request, response) => {
      if (request.method === 'GET') {
        response.writeHead(200, { 'content-length': 1000 })
        response.write('half')
        setTimeout(() => response.destroy(), 20)
        return
      }
      request.on('error', () => (broken += 1)).resume()
    })
    const ending = new AbortController()
    const body = new ReadableStream({
      async pull(stream) {
        stream.enqueue(randomBytes(50_000))
        await new Promise((resolve) => setTimeout(resolve, 20))
        ending.abort()
      },
    })
    const { signal } = ending
    const headers = { authorization }
    const half = fetch(tenant.url, { method: 'POST', headers, body, signal, duplex: 'half' })
    await expect(half).rejects.toThrow('abort')
    await until('the bot to hear of it', () => broken === 1)
    const answer = await fetch(`${tenant.url}/med_1`, { headers })
    await expect(answer.text()).rejects.toThrow()
  })
})
