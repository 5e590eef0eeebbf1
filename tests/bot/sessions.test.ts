import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BOT_MIGRATIONS } from '../../bot/store/migrations/index.ts'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'
import { TOOL, ended, testBot } from './helpers/bot-process.ts'
import type { TestBot } from './helpers/bot-process.ts'
import { pairByQr } from './helpers/pairing.ts'
import { until } from './helpers/until.ts'

const SHOP = '5491155550001'
const EVA = '5491155550002'
const run = promisify(execFile)

/** @returns the tool's lines, whatever its exit code */
async function tool(...args: string[]): Promise<Record<string, unknown>[]> {
  const output = await run(process.execPath, [TOOL, ...args]).then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  )
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

class BareBaileys implements AsyncDisposable {
  readonly lines: Record<string, string>[] = []
  readonly #child

  constructor(folder: string, wsUrl: string) {
    const program = fileURLToPath(new URL('./helpers/bare-baileys.ts', import.meta.url))
    this.#child = spawn(process.execPath, [program, folder, wsUrl], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    this.#child.stdout.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString().trim().split('\n')) this.lines.push(JSON.parse(line))
    })
  }

  async said(key: string): Promise<string> {
    await until(() => this.lines.some((line) => key in line), `bare Baileys says ${key}`)
    return this.lines.find((line) => key in line)?.[key] ?? ''
  }

  send(phone: string, text: string): void {
    this.#child.stdin.write(`${phone}@s.whatsapp.net ${text}\n`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await ended(this.#child)
  }
}

describe('a session that bare Baileys has paired', () => {
  let simulator: Simulator
  let bot: TestBot
  let work: string
  const devices = () =>
    simulator
      .phones()
      .flatMap((phone) => phone.devices)
      .map(({ device, linkedAt }) => [device, linkedAt])

  beforeAll(async () => {
    simulator = await openSimulator({ seed: 'sessions' })
    simulator.addPhone(SHOP)
    simulator.addPhone(EVA, { name: 'Eva' })
    bot = await testBot('la-tienda', simulator.wsUrl)
    work = mkdtempSync(join(tmpdir(), 'flotilla-sessions-'))
  })
  afterAll(async () => {
    await bot[Symbol.asyncDispose]()
    await simulator[Symbol.asyncDispose]()
    rmSync(work, { recursive: true, force: true })
  })

  it('goes on in Flotilla, and then in bare Baileys again, always as one device', async () => {
    const original = join(work, 'auth_info')
    {
      await using bare = new BareBaileys(original, simulator.wsUrl)
      await simulator.scan(SHOP, await bare.said('qr'))
      await bare.said('open')
      await simulator.sendText(EVA, SHOP, 'uno')
      expect(await bare.said('text')).toBe('uno')
      bare.send(EVA, 'respuesta uno')
      await until(() => simulator.messagesAt(EVA).length === 1, 'the first answer is there')
      await simulator.settle()
    }
    const linked = devices()
    expect(linked).toHaveLength(1)

    const [imported] = await tool('import-session', bot.folder, original)
    expect(imported).toMatchObject({ slug: 'la-tienda', ok: true, keys: expect.any(Number) })
    await bot.start()
    await bot.untilState('open')
    await simulator.sendText(EVA, SHOP, 'dos')
    await until(async () => (await bot.messages('?direction=inbound')).length === 1, 'it decrypts')
    await bot.post('/api/messages', { to: `+${EVA}`, text: 'respuesta dos' })
    await until(() => simulator.messagesAt(EVA).some((m) => m.text === 'respuesta dos'), 'it sends')
    await simulator.settle()
    expect(await bot.kill('SIGINT')).toBe(0)

    const again = join(work, 'exported')
    expect(await tool('export-session', bot.folder, again)).toMatchObject([
      { ok: true, keys: expect.any(Number) },
    ])
    {
      await using bare = new BareBaileys(again, simulator.wsUrl)
      await bare.said('open')
      await simulator.sendText(EVA, SHOP, 'tres')
      expect(await bare.said('text')).toBe('tres')
      bare.send(EVA, 'respuesta tres')
      await until(
        () => simulator.messagesAt(EVA).some((m) => m.text === 'respuesta tres'),
        'it sends',
      )
      expect(bare.lines.some((line) => 'qr' in line)).toBe(false)
    }
    expect(devices()).toEqual(linked)
    expect(simulator.messagesAt(EVA).every((message) => message.copies === 1)).toBe(true)
  })

  it('replaces a linked session only when told to, and keeps the old one', async () => {
    const original = join(work, 'auth_info')
    expect(await tool('import-session', bot.folder, original)).toMatchObject([
      { ok: false, code: 'already_linked' },
    ])
    const [forced] = await tool('import-session', bot.folder, original, '--force')
    expect(forced).toMatchObject({ ok: true, archived: expect.any(String) })
    expect(existsSync(String(forced?.['archived']))).toBe(true)
  })

  it('is not taken from a folder that holds none', async () => {
    const folder = join(work, 'no-session')
    mkdirSync(folder)
    expect(await tool('import-session', bot.folder, folder, '--force')).toMatchObject([
      { ok: false, code: 'session_broken', detail: expect.stringContaining('creds.json') },
    ])
    writeFileSync(join(folder, 'creds.json'), '{"me": {"id": "1@s.whatsapp.net"}}')
    expect(await tool('import-session', bot.folder, folder, '--force')).toMatchObject([
      { ok: false, code: 'session_broken', detail: expect.stringContaining('noiseKey') },
    ])
  })
})

describe('bringing databases to the current schema', () => {
  it('does each folder on its own; those that fail are named, those in use are well', async () => {
    await using simulator = await openSimulator({ seed: 'migrate' })
    simulator.addPhone(SHOP)
    await using running = await testBot('en-marcha', simulator.wsUrl)
    await running.start()
    await pairByQr(simulator, running, SHOP)
    const folders = ['bien', 'cortada', 'cambiada', 'tambien-bien'].map((slug) => {
      const folder = join(running.dataDir, 'tenants', slug)
      mkdirSync(folder, { recursive: true })
      return folder
    })
    const [, cut = '', changed = ''] = folders
    writeFileSync(join(cut, 'business.db'), 'no database at all')
    await tool('migrate', changed)
    const db = new Database(join(changed, 'business.db'))
    db.exec('alter table messages add column extra text')
    db.close()

    const answers = await tool(
      'migrate',
      ...folders,
      running.folder,
      join(running.dataDir, 'nowhere'),
    )
    expect(answers).toMatchObject([
      { slug: 'bien', ok: true, migrated: Object.keys(BOT_MIGRATIONS) },
      {
        slug: 'cortada',
        ok: false,
        code: 'database_broken',
        detail: expect.stringContaining('business.db'),
      },
      { slug: 'cambiada', ok: false, code: 'database_broken' },
      { slug: 'tambien-bien', ok: true },
      { slug: 'en-marcha', ok: true, inUse: true },
      { slug: 'nowhere', ok: false, code: 'unknown_tenant' },
    ])
    expect(readdirSync(cut)).toEqual(['business.db'])
  })
})
