// Loaded into a bot with `--require`: at a named point of its work the bot kills itself, as
// `kill -9` at that very instruction would. Nothing of it is in the bot's own program: commits are
// seen at better-sqlite3, writes at Node's sockets. CommonJS, because it has to be there first.
'use strict'
const fs = require('node:fs')
const Module = require('node:module')
const net = require('node:net')
const path = require('node:path')

/** What statements of `business.db` are about, by their SQL and parameters. */
const MEANINGS = [
  ['inbound', /^insert into "messages"/, (values) => values.includes('contact')],
  ['accepted', /^insert into "messages"/, (values) => values.includes('api')],
  ['reply', /^insert into "messages"/, (values) => values.includes('bot')],
  ['claim', /^update "messages" set "claimed_at"/, () => true],
  ['sent', /^update "messages" set "delivery"/, (values) => values[0] === 'sent'],
  ['told', /^update "webhook_deliveries" set "state"/, (values) => values[0] === 'delivered'],
]

/** Points before and after the commit of what a transaction was about. */
const BEFORE = {
  inbound: 'in:storing',
  reply: 'turn:ending',
  sent: 'out:acked',
  told: 'hook:taken',
}
const AFTER = {
  inbound: 'in:stored',
  accepted: 'api:queued',
  reply: 'turn:ended',
  claim: 'out:claimed',
  sent: 'out:sent',
  told: 'hook:settled',
}

/**
 * Arms this process.
 * @param {string} folder where `orders/<slug>` may come to lie and `kills.log` is kept
 */
exports.arm = (folder) => {
  const slug = process.env.TENANT_NAME
  if (!slug) return
  fs.writeFileSync(path.join(folder, 'pids', slug), String(process.pid))
  const line = { network: networkPort(), own: 0 }
  const pass = checkpoint(folder, slug, () => holdUntil(() => isRead(line)))
  const wire = watchSockets(pass, line)
  const load = Module._load
  let isPatched = false
  Module._load = function (request, ...rest) {
    const loaded = load.call(this, request, ...rest)
    if (request === 'better-sqlite3' && !isPatched) {
      isPatched = true
      watchCommits(loaded, pass, wire)
    }
    return loaded
  }
}

/**
 * @param hold is over when the process may die
 * @returns what is called at every point: it dies there when it was ordered to
 */
function checkpoint(folder, slug, hold) {
  const file = path.join(folder, 'orders', slug)
  let current
  let left = 0
  return (point) => {
    const order = read(file)
    if (!order || order.point !== point) return
    if (order.id !== current) {
      current = order.id
      left = order.nth
    }
    left -= 1
    if (left > 0) return
    hold()
    const log = fs.openSync(path.join(folder, 'kills.log'), 'as')
    fs.writeSync(
      log,
      `${JSON.stringify({ at: new Date().toISOString(), point, slug, order: order.id, pid: process.pid })}\n`,
    )
    fs.rmSync(file, { force: true })
    process.kill(process.pid, 'SIGKILL')
    // The signal is on its way; not one more instruction of the bot may run.
    for (;;);
  }
}

function read(file) {
  if (!fs.existsSync(file)) return undefined
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'))
  } catch {
    // It was taken back this instant.
    return undefined
  }
}

/** How long what was written may take to be read, and how often that is looked at. */
const READ_MS = 2000
const LOOK_MS = 5

/** Nothing else of this process happens meanwhile. */
function holdUntil(isSo) {
  const deadline = Date.now() + READ_MS
  const nothing = new Int32Array(new SharedArrayBuffer(4))
  while (!isSo() && Date.now() < deadline) Atomics.wait(nothing, 0, 0, LOOK_MS)
}

const SOCKETS = '/proc/net/tcp'

/**
 * Whether the network has read what this process wrote to it. What only the kernel has would be lost
 * as if it had never been written: the other end's next write finds nobody there, and Node gives the
 * connection up without reading on. Where Linux does not tell, that is left to chance.
 */
function isRead({ network, own }) {
  if (!fs.existsSync(SOCKETS)) return true
  const rows = fs.readFileSync(SOCKETS, 'utf8').split('\n')
  const theirs = rows
    .map((row) => ROW.exec(row)?.groups)
    .find((row) => {
      return row && Number.parseInt(row.from, 16) === network && Number.parseInt(row.to, 16) === own
    })
  return !theirs || Number.parseInt(theirs.unread, 16) === 0
}

/** `sl local_address rem_address st tx_queue:rx_queue …`, all in hexadecimal. */
const ROW = /:\s+\w+:(?<from>\w+) \w+:(?<to>\w+) \w+ \w+:(?<unread>\w+)/

const networkPort = () => Number(new URL(process.env.WHATSAPP_WS_URL ?? 'ws://127.0.0.1:0').port)

/** No stanza with something encrypted in it is shorter; nearly all that carry none are. */
const SMALLEST_MESSAGE = 180

/** Sees what goes to WhatsApp. @returns what to note so that the next write is a point */
function watchSockets(pass, line) {
  const write = net.Socket.prototype._writeGeneric
  if (typeof write !== 'function') throw new TypeError('this Node writes to sockets in another way')
  const next = { out: false, in: false }
  net.Socket.prototype._writeGeneric = function (...args) {
    if (this.remotePort !== line.network) return write.apply(this, args)
    line.own = this.localPort
    const { in: receipt } = next
    const out = next.out && sizeOf(args[1]) >= SMALLEST_MESSAGE
    if (out) pass('out:unwritten')
    // The kernel has the bytes when this returns, unless it had no room for them.
    const result = write.apply(this, args)
    if (out) next.out = false
    next.in = false
    if (out) pass('out:written')
    if (receipt) pass('in:receipted')
    return result
  }
  return next
}

/** Of one buffer, or of several that are written together. */
function sizeOf(data) {
  if (!Array.isArray(data)) return data.length
  return data.reduce((sum, { chunk = [] }) => sum + chunk.length, 0)
}

function watchCommits(Database, pass, wire) {
  const { transaction, prepare, exec } = Database.prototype
  const made = new Set()
  Database.prototype.transaction = function (work) {
    if (path.basename(this.name) !== 'session.db') return transaction.call(this, work)
    return transaction.call(this, function (...args) {
      const result = work.apply(this, args)
      const step = stepIn(args)
      if (step) {
        pass(step === 'in' ? 'in:decrypted' : 'out:ratchet')
        made.add(step)
      }
      return result
    })
  }
  // What was written in one turn of the event loop is one commit; the frames behind it follow.
  Database.prototype.exec = function (source) {
    const result = exec.call(this, source)
    if (source !== 'commit' || path.basename(this.name) !== 'session.db') return result
    if (made.has('in')) pass('in:journalled')
    for (const step of made) wire[step] = true
    made.clear()
    return result
  }
  Database.prototype.prepare = function (source) {
    const statement = prepare.call(this, source)
    return path.basename(this.name) === 'business.db'
      ? watched(this, statement, source, pass)
      : statement
  }
}

/** A step of a ratchet: with a journal entry it has decrypted, without one encrypted. */
function stepIn([changes, entry]) {
  if (entry?.plaintext?.length > 0) return 'in'
  return entry === undefined && changes?.session ? 'out' : undefined
}

const open = new WeakMap()

/** Statements of `business.db`: what they do counts when their transaction commits. */
function watched(database, statement, source, pass) {
  const word = source.trim().toLowerCase()
  for (const method of ['run', 'all']) {
    const original = statement[method]
    statement[method] = (...args) => {
      const run = () => original.apply(statement, args)
      if (word.startsWith('begin')) {
        open.set(database, new Set())
        return run()
      }
      const meant = open.get(database)
      if (word === 'rollback') {
        open.delete(database)
        return run()
      }
      if (word === 'commit') {
        open.delete(database)
        return committing(meant ?? new Set(), run, pass)
      }
      const meaning = meaningOf(source, args.flat())
      if (meant === undefined) return committing(new Set(meaning ? [meaning] : []), run, pass)
      if (meaning) meant.add(meaning)
      return run()
    }
  }
  return statement
}

const meaningOf = (source, values) =>
  MEANINGS.find(([, pattern, fits]) => pattern.test(source) && fits(values))?.[0]

function committing(meant, run, pass) {
  for (const meaning of meant) if (BEFORE[meaning]) pass(BEFORE[meaning])
  const result = run()
  for (const meaning of meant) if (AFTER[meaning]) pass(AFTER[meaning])
  return result
}
