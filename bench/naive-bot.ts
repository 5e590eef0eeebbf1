// The baseline: a bot as a competent developer writes it from Baileys' README, with multi-file auth
// state, Express and pino, on Baileys as npm delivers it. Environment: AUTH_DIR, WS_URL, PORT.
import {
  DisconnectReason,
  downloadMediaMessage,
  makeWASocket,
  useMultiFileAuthState,
} from '@whiskeysockets/baileys'
import type { WAMessage } from '@whiskeysockets/baileys'
import express from 'express'
import { writeFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { pino } from 'pino'

const log = pino({ level: 'silent' })
const { AUTH_DIR = '', WS_URL = '', PORT = '0' } = process.env
const { state, saveCreds } = await useMultiFileAuthState(AUTH_DIR)

// Baileys speaks nothing but TLS to the media host, which the simulated one does not: so that neither
// side pays for TLS, it is left out here.
https.request = http.request
syncBuiltinESMExports()
const { fetch: fetchSecurely } = globalThis
globalThis.fetch = (asked, options) => {
  const { url } = asked instanceof Request ? asked : { url: asked.toString() }
  // Where history lies is not told by the server but built into Baileys.
  const here = url.replace(/^https:\/\/mmg\.whatsapp\.net/, `http://${new URL(WS_URL).host}`)
  return fetchSecurely(here.replace(/^https:\/\/127\./, 'http://127.'), options)
}

let qr: string | undefined
let open = false
let received = 0
let files = 0
let past = 0
let hook: string | undefined
let answers = false
let socket = connect()

function connect(): ReturnType<typeof makeWASocket> {
  const opened = makeWASocket({ auth: state, logger: log, waWebSocketUrl: WS_URL })
  opened.ev.on('creds.update', () => void saveCreds())
  opened.ev.on('connection.update', (update) => {
    if (update.qr) qr = update.qr
    if (update.connection === 'open') {
      open = true
      qr = undefined
    }
    if (update.connection !== 'close') return
    open = false
    const error = update.lastDisconnect?.error as { output?: { statusCode?: number } } | undefined
    if (error?.output?.statusCode !== DisconnectReason.loggedOut) socket = connect()
  })
  opened.ev.on('messaging-history.set', ({ messages }) => {
    past += messages.length
  })
  opened.ev.on('messages.upsert', ({ messages }) => {
    const theirs = messages.filter((message) => !message.key.fromMe && message.message)
    received += theirs.length
    for (const message of theirs) {
      if (answers) void socket.sendMessage(message.key.remoteJid ?? '', { text: 'anotado' })
      if (hook) void tell(message.message?.conversation ?? '', message.key)
      if (message.message?.imageMessage ?? message.message?.documentMessage) void save(message)
    }
  })
  return opened
}

async function save(message: WAMessage): Promise<void> {
  const options = { host: new URL(WS_URL).host }
  const bytes = await downloadMediaMessage(message, 'buffer', options)
  await writeFile(join(AUTH_DIR, `${message.key.id}.file`), bytes)
  files += 1
}

async function tell(text: string, key: object): Promise<void> {
  const event = { type: 'message.received', data: { message: { text, key } } }
  const response = await fetch(hook ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  })
  await response.body?.cancel()
}

const jidOf = (to: string): string => `${to.replace('+', '')}@s.whatsapp.net`

async function send(to: string, text: string): Promise<string | null | undefined> {
  const sent = await socket.sendMessage(jidOf(to), { text })
  return sent?.key.id
}

const app = express()
app.use(express.json({ limit: '1mb' }))
app.get('/stats', (_request, response) => {
  response.json({ qr, open, received, files, past })
})
app.post('/send', async (request, response) => {
  const { to, text } = request.body as { to: string; text: string }
  response.json({ id: await send(to, text) })
})
app.post('/image', express.raw({ type: 'image/*', limit: '100mb' }), async (request, response) => {
  // With a thumbnail given, none is made, which would need a library that decodes pictures.
  const image = { image: request.body as Buffer, jpegThumbnail: '' }
  const { to } = request.query as { to: string }
  const sent = await socket.sendMessage(jidOf(to), image)
  response.json({ id: sent?.key.id })
})
app.post('/document', express.raw({ type: '*/*', limit: '100mb' }), async (request, response) => {
  const document = request.body as Buffer
  const { to } = request.query as { to: string }
  const sent = await socket.sendMessage(jidOf(to), { document, mimetype: 'application/pdf' })
  response.json({ id: sent?.key.id })
})
app.post('/hook', (request, response) => {
  hook = (request.body as { url?: string }).url
  response.json({})
})
/** From now on it answers whatever is written to it. */
app.post('/answer', (_request, response) => {
  answers = true
  response.json({})
})
/** Posts events that it makes up, five at once. */
app.post('/flood', async (request, response) => {
  const left = (request.body as { texts: string[] }).texts.values()
  const worker = async (): Promise<void> => {
    for (const text of left) await tell(text, { id: text })
  }
  await Promise.all(Array.from({ length: 5 }, worker))
  response.json({})
})
/** Sends to all chats beside each other, in each one after the other, as fast as Baileys lets it. */
app.post('/burst', async (request, response) => {
  const { chats } = request.body as { chats: { to: string; texts: string[] }[] }
  await Promise.all(
    chats.map(async ({ to, texts }) => {
      for (const text of texts) await send(to, text)
    }),
  )
  response.json({ chats: chats.length })
})
app.listen(Number(PORT), '127.0.0.1')
