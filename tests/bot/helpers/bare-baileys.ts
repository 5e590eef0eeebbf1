// A bot as people write it: bare Baileys over its own multi-file state. Run as a program:
//   node bare-baileys.ts <folder> <wsUrl>
// It prints lines of JSON (`qr`, `open`, `text`) and sends what it reads: `<jid> <text>`.
import { createInterface } from 'node:readline'
import { makeWASocket, useMultiFileAuthState } from '@whiskeysockets/baileys'

const [folder = '', waWebSocketUrl = ''] = process.argv.slice(2)
const say = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}
const silent = {
  level: 'silent',
  child: () => silent,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
}
for (const method of ['info', 'warn', 'error', 'log'] as const) console[method] = () => undefined

async function connect(): Promise<void> {
  const { state, saveCreds } = await useMultiFileAuthState(folder)
  const socket = makeWASocket({ auth: state, waWebSocketUrl, logger: silent })
  socket.ev.on('creds.update', () => void saveCreds())
  socket.ev.on('connection.update', ({ qr, connection }) => {
    if (qr) say({ qr })
    if (connection === 'open') say({ open: socket.user?.id })
    // Credentials are being written; a moment later they are there.
    if (connection === 'close') setTimeout(() => void connect(), 200)
  })
  socket.ev.on('messages.upsert', ({ messages }) => {
    for (const { key, message } of messages) {
      const text = message?.conversation ?? message?.extendedTextMessage?.text
      if (!key.fromMe && text) say({ text })
    }
  })
  current = socket
}

let current: ReturnType<typeof makeWASocket> | undefined
createInterface({ input: process.stdin }).on('line', (line) => {
  const [jid = '', ...words] = line.split(' ')
  void current?.sendMessage(jid, { text: words.join(' ') })
})
void connect()
