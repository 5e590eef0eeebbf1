// Speaks the bot's contract, without WhatsApp: what the server's tests start under PM2.
const { createServer } = require('node:http')
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')

const { TENANT_ID, TENANT_NAME, BOT_API_PORT, FLOTILLA_DATA_DIR, FLOTILLA_SERVER_URL } = process.env
const folder = join(FLOTILLA_DATA_DIR, 'tenants', TENANT_NAME)
const token = readFileSync(join(folder, 'bot.token'), 'utf8').trim()
const startedAt = new Date().toISOString()
const messages = new Map()

const connection = (state, more = {}) => ({
  state,
  since: startedAt,
  sentence: `It is ${state}.`,
  ...more,
})
const report = async (now) => {
  await fetch(`${FLOTILLA_SERVER_URL}/internal/bots/${TENANT_ID}/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      pid: process.pid,
      startedAt,
      connection: now,
      phone: null,
      messagesIn: 0,
      messagesOut: messages.size,
      outbox: 0,
      memoryBytes: process.memoryUsage().rss,
      warnings: [],
    }),
  }).catch(() => undefined)
}

async function refuse() {
  await report(
    connection('stopped', { reason: 'session_broken', sentence: 'The session is broken.' }),
  )
  process.exit(78)
}

const viewOf = ({ id, body }, delivery) => {
  const { to, type, text } = JSON.parse(body)
  return {
    id,
    channelMessageId: `3EB0${id}`,
    direction: 'outbound',
    contact: { id: 'contact', name: null, phone: to },
    type,
    text: text.body,
    delivery,
    reason: null,
    at: startedAt,
  }
}

/** Two pages of one incident each, whatever the limit. */
const incidentsOf = (url) => {
  const query = new URL(url, 'http://bot').searchParams
  const isSecond = query.get('after') === 'second'
  const detail = `limit ${query.get('limit')}`
  const incident = { id: isSecond ? '2' : '1', kind: 'deaf', detail, at: startedAt }
  return { incidents: [incident], after: isSecond ? null : 'second' }
}

/** What has come through stands in the note of the only contact, or in the text of the only chat. */
const answerAboutPeople = (answer, { method, url }, body) => {
  const heard = `${method} ${url} ${body}`
  const contact = {
    id: 'contact',
    name: null,
    givenName: null,
    pushName: null,
    phone: null,
    identities: [],
    note: heard,
    tags: [],
    blocked: false,
    optedOutAt: null,
    createdAt: startedAt,
    updatedAt: startedAt,
  }
  const chat = {
    id: 'chat',
    channel: 'whatsapp',
    contact: { id: 'contact', name: heard, phone: null, blocked: false },
    group_id: null,
    lastMessage: null,
    lastAt: startedAt,
    unread: 0,
    silentUntil: null,
    silentReason: null,
  }
  if (url.includes('nobody')) {
    return answer(404, { code: 'unknown_contact', status: 404, detail: 'There is no contact.' })
  }
  if (method === 'DELETE') return answer(204)
  if (/^\/api\/contacts(\?|$)/.test(url) && method === 'GET') {
    return answer(200, { contacts: [contact], after: null })
  }
  if (/^\/api\/chats(\?|$)/.test(url)) return answer(200, { chats: [chat], after: null })
  return answer(200, url.startsWith('/api/chats') ? chat : contact)
}

const server = createServer((request, response) => {
  let body = ''
  request.on('data', (part) => (body += part))
  request.on('end', () => {
    const answer = (status, value) => {
      const type = status < 400 ? 'application/json' : 'application/problem+json'
      response.writeHead(status, { 'content-type': type })
      response.end(value === undefined ? '' : JSON.stringify(value))
    }
    if (request.headers.authorization !== `Bearer ${token}`) {
      return answer(401, { code: 'unauthorized', status: 401, detail: 'no' })
    }
    const [path] = request.url.split('?')
    if (request.method === 'POST' && path === '/api/messages') {
      const key = request.headers['idempotency-key']
      const known = [...messages.values()].find((one) => one.key === key)
      if (known && known.body !== body) {
        return answer(409, { code: 'idempotency_conflict', status: 409, detail: 'another body' })
      }
      if (JSON.parse(body).text.body === 'No room.') {
        return answer(503, { code: 'disk_full', status: 503, detail: 'The disk is full.' })
      }
      const id = known?.id ?? `msg_${messages.size + 1}`
      messages.set(id, { id, key, body })
      return answer(202, { id, delivery: 'queued' })
    }
    const [, about, deed] = /^\/api\/messages\/(msg_\d+)(?:\/(edit|read))?$/.exec(path) ?? []
    if (messages.has(about) && request.method !== 'GET') {
      if (deed === 'read') return answer(200, { success: true })
      // The answer tells what has come through.
      const key = request.headers['idempotency-key'] ?? ''
      const heard = deed === 'edit' ? JSON.parse(body).text.body : 'deleted'
      return answer(202, { id: `msg_${heard}_${key}`, delivery: 'queued' })
    }
    if (path === '/api/typing') return answer(200, { success: JSON.parse(body).state === 'typing' })
    const [, asked] = /^\/api\/messages\/(msg_\d+)\/cancel$/.exec(path) ?? []
    if (request.method === 'POST' && messages.has(asked)) {
      const one = messages.get(asked)
      if (JSON.parse(one.body).text.body === 'It has left.') {
        const detail = `The message ${asked} cannot be cancelled any more.`
        return answer(409, { code: 'not_cancellable', status: 409, detail })
      }
      return answer(200, viewOf(one, 'cancelled'))
    }
    if (/^\/api\/(contacts|chats)/.test(path)) return answerAboutPeople(answer, request, body)
    if (path === '/api/incidents') return answer(200, incidentsOf(request.url))
    if (path === '/api/pairing')
      return answer(200, { state: 'pairing', qr: `qr-of-${TENANT_NAME}` })
    if (path === '/api/logout') return answer(204)
    return answer(404, {
      code: 'unknown_message',
      status: 404,
      detail: 'There is no such message.',
    })
  })
})

function open() {
  server.listen(Number(BOT_API_PORT), '127.0.0.1', () => {
    process.send?.('ready')
    void report(connection('open'))
    setInterval(() => report(connection('open')), 1000)
  })
  const end = () => process.exit(0)
  process.on('SIGINT', end)
  // A bot that does not notice that PM2 is gone stays behind as an orphan.
  if (!existsSync(join(folder, 'DEAF'))) process.on('disconnect', end)
}

if (existsSync(join(folder, 'REFUSE'))) void refuse()
else open()
