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
      const id = known?.id ?? `msg_${messages.size + 1}`
      messages.set(id, { id, key, body })
      return answer(202, { id, delivery: 'queued' })
    }
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
