import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { build } from '../../scripts/build/bundle.ts'
import { buildMutant, mutated, root } from './mutant.ts'
import type { Mutant, Mutation } from './mutant.ts'

/** How long a run waits for what may still mend itself; what is lost for good costs all of it. */
const SETTLE_SECONDS = 10

/** What is known to go wrong with bots that are built on Baileys the plain way. */
interface PlantedBug {
  readonly bug: string
  readonly mutations: readonly Mutation[]
  /** Where and when the process has to die for the bug to bite. */
  readonly aim: readonly [point: string, ...rest: string[]]
  /** What the run has to find: lines of `kind: detail`. */
  readonly finds: RegExp
}

const BUGS: readonly PlantedBug[] = [
  {
    bug: 'messages are kept in memory between their receipt and the database',
    mutations: [
      {
        file: 'bot/channels/whatsapp/session-store.ts',
        find: '    this.#sqlite = sqlite\n',
        replace: `    this.#sqlite = sqlite
    sqlite.exec(\`create temp table journal (
      seq integer primary key, hash blob not null unique, envelope text not null,
      plaintext blob not null, at integer not null,
      stored integer not null default 0, handled integer not null default 0)\`)\n`,
      },
      {
        // Baileys hands a message over after its receipt; so do bots that listen to its events.
        file: 'bot/channels/whatsapp/journal.ts',
        find: '        parts.decrypted()\n',
        replace: '        setTimeout(() => parts.decrypted(), 200)\n',
      },
    ],
    aim: ['in:receipted', '--nth', '1', '--in', '20'],
    // Delivered again it is of no use: the ratchet has moved on.
    finds: /^(lost|unreadable) inbound: shop-0: in 0 \d+ \d+/m,
  },
  {
    bug: 'each try of a message gets a fresh id',
    mutations: [
      {
        file: 'bot/conversation/deliver.ts',
        find: '      ...saidIn(message),\n',
        replace: '      ...saidIn(message),\n      id: channel.newMessageId(),\n',
      },
    ],
    aim: ['out:written', '--nth', '1', '--in', '20'],
    finds: /^doubled outbound: .* is at the phone as \w+, \w+/m,
  },
  {
    bug: "a reply is queued outside of its turn's transaction",
    mutations: [
      {
        file: 'bot/conversation/turns.ts',
        find: '  return await parts.store.transaction(async (inside) => {\n    const isLoop',
        replace:
          '  const ended = await parts.store.transaction(async (inside) => {\n    const isLoop',
      },
      {
        file: 'bot/conversation/turns.ts',
        find: `    await inside.turns.end(turn)
    return { replies: mayAnswer ? replies.length : 0, isLoop }
  })
`,
        replace: `    return { replies: mayAnswer ? replies.length : 0, isLoop }
  })
  await parts.store.transaction((inside) => inside.turns.end(turn))
  return ended
`,
      },
    ],
    aim: ['turn:ended', '--nth', '1', '--in', '20'],
    finds: /^doubled reply: .* [2-9] replies at the phone/m,
  },
  {
    bug: 'the ratchet is committed after the write, as Baileys does it',
    mutations: [
      {
        file: 'bot/channels/whatsapp/journal.ts',
        find: 'parts.make({ creds: auth.creds, keys }, log, lookUp)',
        replace: 'parts.make({ creds: auth.creds, keys: auth.keys as typeof keys }, log, lookUp)',
      },
    ],
    // One chat, so that its session is there already when the bot dies, and lives on after that.
    aim: ['out:ratchet', '--nth', '3', '--in', '5', '--late-lid'],
    finds: /^key reused: \d+ message keys for two plaintexts/m,
  },
]

const reportSchema = z.object({
  kills: z.record(z.string(), z.number()),
  findings: z.array(z.object({ kind: z.string(), detail: z.string() })),
})

/** Runs chaos as a command, as a person would, with another bot than ours. */
async function chaos(at: string, aim: readonly string[]) {
  const folder = mkdtempSync('/tmp/flotilla-planted-')
  const file = join(folder, 'report.json')
  const size = [
    '--minutes',
    '0.08',
    '--tenants',
    '1',
    '--out',
    '20',
    '--kills',
    '3',
    '--at-least',
    '3',
  ]
  const command = ['chaos', '--seed', 'planted', ...size, '--tame', '--points', ...aim]
  try {
    const ended = await new Promise<{ code: number; output: string }>((done) => {
      execFile(
        process.execPath,
        [
          join(root, 'scripts/flotilla.ts'),
          ...command,
          '--settle',
          String(SETTLE_SECONDS),
          '--report',
          file,
        ],
        {
          cwd: root,
          env: { PATH: process.env['PATH'], HOME: process.env['HOME'], FLOTILLA_ROOT: at },
        },
        (error, stdout, stderr) =>
          done({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
      )
    })
    const report = reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    return { ...ended, ...report }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.concurrent('chaos', () => {
  let ours: Mutant

  beforeAll(async () => {
    await build()
    ours = await buildMutant([])
  })
  afterAll(() => ours[Symbol.dispose]())

  it.each(BUGS)(
    'fails when $bug, and the same run with our own bot does not',
    { timeout: 180_000 },
    async ({ mutations, aim, finds }) => {
      using mutant = await buildMutant(mutations)
      const failing = await chaos(mutant.root, aim)
      const found = failing.findings.map(({ kind, detail }) => `${kind}: ${detail}`)
      expect(found.join('\n'), failing.output).toMatch(finds)
      expect(failing.code).toBe(1)

      const whole = await chaos(ours.root, aim)
      expect(whole.findings, whole.output).toEqual([])
      expect(whole.code).toBe(0)
      // It died where the other one did: what was well was not left alone.
      for (const { kills, output } of [failing, whole])
        expect(kills[`bot at ${aim[0]}`] ?? 0, output).toBeGreaterThanOrEqual(1)
    },
  )

  it('says so when the source has changed and the bug cannot be planted', () => {
    const mutation = { file: 'bot/x.ts', find: 'gone', replace: '' }
    expect(() => mutated('here', [mutation])).toThrow('0 times')
    expect(() => mutated('gone gone', [mutation])).toThrow('2 times')
  })
})
