// Loaded into a bot with `--require`: tries what code in a bot may try once `ask.json` lies in its
// tenant's folder, and tells in `told.json` what came of each. What is tried has the name that it has
// in docs/security.md.
'use strict'
const { once } = require('node:events')
const fs = require('node:fs')
const { createRequire } = require('node:module')
const net = require('node:net')
const path = require('node:path')

const folder = path.dirname(process.env.TMPDIR)
const asked = path.join(folder, 'ask.json')
const timer = setInterval(() => {
  if (!fs.existsSync(asked)) return
  clearInterval(timer)
  void tryAll(JSON.parse(fs.readFileSync(asked, 'utf8')))
}, 100)

async function tryAll(world) {
  const told = {}
  for (const [name, attempt] of Object.entries(attempts(world))) {
    try {
      const said = await attempt()
      told[name] =
        said === 'refused' ? { refused: 'it was answered so' } : { possible: String(said) }
    } catch (error) {
      told[name] = { refused: `${error.code ?? error.name}: ${error.message}` }
    }
  }
  fs.writeFileSync(path.join(folder, 'told.new'), JSON.stringify(told))
  fs.renameSync(path.join(folder, 'told.new'), path.join(folder, 'told.json'))
}

function firstPossible(tries) {
  const errors = []
  for (const one of tries) {
    try {
      return one()
    } catch (error) {
      errors.push(error)
    }
  }
  throw errors[0]
}

/** Each resolves when it was possible, and rejects, or says `refused`, when it was not. */
function attempts({ root, dataDir, other, pm2Home, server, token }) {
  const Database = createRequire(path.join(root, 'dist', 'bot.cjs'))('better-sqlite3')
  const theirs = path.join(dataDir, 'tenants', other.slug)
  const own = (name) => path.join(folder, 'tmp', name)
  const inMemory = (work) => {
    const sqlite = new Database(':memory:')
    try {
      return work(sqlite)
    } finally {
      sqlite.close()
    }
  }
  const attached = (file) =>
    inMemory((sqlite) => {
      sqlite.prepare('attach ? as theirs').run(file)
      return sqlite.prepare('select count(*) from theirs.sqlite_schema').pluck().get()
    })
  const answered = async (url) => {
    const { status } = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    return status === 401 || status === 403 ? 'refused' : `${status}`
  }
  const library = () => {
    const copy = own('library.node')
    fs.copyFileSync(path.join(root, 'node_modules/better-sqlite3/prebuilds', prebuilt()), copy)
    return copy
  }
  return {
    'read-file': () => fs.readFileSync(path.join(theirs, 'config.json'), 'utf8').length,
    'list-folder': () => fs.readdirSync(path.join(dataDir, 'tenants')),
    'write-file': () => fs.writeFileSync(path.join(theirs, 'tmp', 'planted'), 'planted'),
    'follow-link': () => fs.readFileSync(path.join(folder, 'link-to-other'), 'utf8').length,
    'make-link': () => fs.symlinkSync(path.join(theirs, 'config.json'), own('link')),
    'admin-key': () => fs.readFileSync(path.join(dataDir, 'admin-key'), 'utf8').length,
    'fleet-db': () => attached(path.join(dataDir, 'fleet.db')),
    program: () =>
      firstPossible(
        fs.readdirSync(path.join(root, 'dist')).map((file) => () => {
          fs.appendFileSync(path.join(root, 'dist', file), '')
          return file
        }),
      ),
    'open-database': () => {
      const sqlite = new Database(path.join(theirs, 'business.db'), { readonly: true })
      sqlite.close()
    },
    'node-sqlite': () => {
      const { DatabaseSync } = require('node:sqlite')
      new DatabaseSync(path.join(theirs, 'business.db')).close()
    },
    attach: () => attached(path.join(theirs, 'business.db')),
    'vacuum-theirs': () =>
      inMemory((sqlite) => sqlite.prepare('vacuum into ?').run(path.join(theirs, 'planted.db'))),
    'vacuum-outside': () => {
      const file = path.join('/tmp', `flotilla-planted-${process.pid}.db`)
      return inMemory((sqlite) => sqlite.prepare('vacuum into ?').run(file)) && file
    },
    dlopen: () => process.dlopen({ exports: {} }, library()),
    'load-extension': () => inMemory((sqlite) => loadInto(sqlite, library())),
    environ: () => fs.readFileSync(`/proc/${other.pid}/environ`).length,
    spawn: () => require('node:child_process').execFileSync(process.execPath, ['--version']),
    worker: async () => {
      const { Worker } = require('node:worker_threads')
      const worker = new Worker('', { eval: true })
      await once(worker, 'exit')
    },
    inspector: () => {
      const inspector = require('node:inspector')
      inspector.open(0)
      inspector.close()
    },
    kill: () => process.kill(other.pid, 0),
    'bot-api': () => answered(`http://127.0.0.1:${other.port}/api/status`),
    'server-api': () => answered(`${server}/api/tenants`),
    'bot-events': () => answered(`${server}/internal/bots/${other.id}/events`),
    'rpc-sock': async () => {
      const socket = net.connect(path.join(pm2Home, 'rpc.sock'))
      try {
        await once(socket, 'connect')
      } finally {
        socket.destroy()
      }
    },
    network: async () => {
      const { status } = await fetch(`${server}/healthz`)
      return status
    },
  }
}

/** A library that is no extension has been loaded all the same when its entry is looked for. */
function loadInto(sqlite, library) {
  const [native] = Object.getOwnPropertySymbols(sqlite).map((key) => sqlite[key])
  const load = native.loadExtension ?? sqlite.loadExtension
  if (!load) throw new Error('there is no loadExtension')
  try {
    native.loadExtension(library)
  } catch (error) {
    if (/entry|symbol/i.test(error.message)) return 'loaded'
    throw error
  }
  return 'loaded'
}

const prebuilt = () => `${process.platform}-${process.arch}.node`
