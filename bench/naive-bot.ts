// The baseline: a bot as a competent developer writes it from Baileys' README, with multi-file auth
// state, Express and pino, on Baileys as npm delivers it. Environment: AUTH_DIR, WS_URL, PORT.
import makeWASocket, { DisconnectReason, useMultiFileAuthState } from '@whiskeysockets/baileys'
import type { Boom } from '@hapi/boom'
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
  opened.ev.on('creds.update', saveCreds)
  opened.ev.on('connection.update', (update) => {
    if (update.qr) qr = update.qr
    if (update.connection === 'open') {
      open = true
      qr = undefined
    }
    if (update.connection !== 'close') return
    open = false
    const code = (update.lastDisconnect?.error as Boom | undefined)?.output?.statusCode
    if (code !== DisconnectReason.loggedOut) socket = connect()
  })
  opened.ev.on('messages.upsert', ({ messages }) => {
    received += messages.filter((message) => !message.key.fromMe && message.message).length
  })
  return opened
}

const app = express()
app.use(express.json())
app.get('/stats', (_request, response) => {
  response.json({ qr, open, received, pid: process.pid })
})
app.post('/send', async (request, response) => {
  const { to, text } = request.body as { to: string; text: string }
  const sent = await socket.sendMessage(`${to.replace('+', '')}@s.whatsapp.net`, { text })
  response.json({ id: sent?.key.id })
})
/** Sends one after the other, as fast as Baileys lets it. */
app.post('/burst', async (request, response) => {
  const { to, count } = request.body as { to: string; count: number }
  for (let index = 0; index < count; index += 1) {
    await socket.sendMessage(`${to.replace('+', '')}@s.whatsapp.net`, { text: `out ${index}` })
  }
  response.json({ count })
})
app.listen(Number(PORT), '127.0.0.1')
