// The baseline: a bot as a competent developer writes it from Baileys' README, with multi-file auth
// state, Express and pino, on Baileys as npm delivers it. Environment: AUTH_DIR, WS_URL, PORT.
import { DisconnectReason, makeWASocket, useMultiFileAuthState } from '@whiskeysockets/baileys'
import express from 'express'
import { pino } from 'pino'

const log = pino({ level: 'silent' })
const { AUTH_DIR = '', WS_URL = '', PORT = '0' } = process.env
const { state, saveCreds } = await useMultiFileAuthState(AUTH_DIR)

let qr: string | undefined
let open = false
let received = 0
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
  opened.ev.on('messages.upsert', ({ messages }) => {
    received += messages.filter((message) => !message.key.fromMe && message.message).length
  })
  return opened
}

async function send(to: string, text: string): Promise<string | null | undefined> {
  const sent = await socket.sendMessage(`${to.replace('+', '')}@s.whatsapp.net`, { text })
  return sent?.key.id
}

const app = express()
app.use(express.json({ limit: '1mb' }))
app.get('/stats', (_request, response) => {
  response.json({ qr, open, received })
})
app.post('/send', async (request, response) => {
  const { to, text } = request.body as { to: string; text: string }
  response.json({ id: await send(to, text) })
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
