import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { build } from '../../scripts/build/bundle.ts'
import { buildMutant, mutated, root } from './mutant.ts'
import type { Mutation } from './mutant.ts'

/** What is known to go wrong with bots that are built on Baileys the plain way. */
interface PlantedBug {
  readonly bug: string
  readonly mutations: readonly Mutation[]
  /** Where and when the process has to die for the bug to bite. */
  readonly aim: readonly string[]
  /** What the run has to find. */
  readonly kind: string
  readonly detail: RegExp
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
    aim: ['--points', 'in:receipted', '--nth', '1', '--in', '20'],
    kind: 'lost inbound',
    detail: /in 0 \d+ \d+/,
  },
  {
    bug: 'each try of a message gets a fresh id',
    mutations: [
      {
        file: 'bot/conversation/deliver.ts',
        find: '      id: message.channelMessageId,\n',
        replace: '      id: channel.newMessageId(),\n',
      },
    ],
    aim: ['--points', 'out:written', '--nth', '1', '--in', '20'],
    kind: 'doubled outbound',
    detail: /is at the phone as \w+, \w+/,
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
    aim: ['--points', 'turn:ended', '--nth', '1', '--in', '20'],
    kind: 'doubled reply',
    detail: /[2-9] replies at the phone/,
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
    aim: ['--points', 'out:ratchet', '--nth', '3', '--in', '5', '--late-lid'],
    kind: 'key reused',
    detail: /message keys for two plaintexts/,
  },
]

const reportSchema = z.object({
  killed: z.number(),
  findings: z.array(z.object({ kind: z.string(), detail: z.string() })),
})

/** Runs chaos as a command, as a person would, with another bot than ours. */
async function chaos(at: string, aim: readonly string[]) {
  const folder = mkdtempSync('/tmp/flotilla-planted-')
  const file = join(folder, 'report.json')
  try {
    const small = ['--minutes', '0.12', '--tenants', '1', '--out', '20']
    const aimed = ['--tame', ...aim, '--kills', '4', '--settle', '6']
    const ended = await new Promise<{ code: number; output: string }>((done) => {
      execFile(
        process.execPath,
        [
          join(root, 'scripts/flotilla.ts'),
          'chaos',
          '--seed',
          'planted',
          ...small,
          ...aimed,
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

describe('chaos', () => {
  beforeAll(async () => {
    await build()
  })

  it.each([
    ['--points', 'in:receipted,out:written,turn:ended', '--nth', '1', '--in', '20'],
    ['--points', 'out:ratchet', '--nth', '3', '--in', '5', '--late-lid'],
  ])('finds nothing in our own bot: %s %s', { timeout: 120_000 }, async (...aim) => {
    using whole = await buildMutant([])
    const run = await chaos(whole.root, aim)
    expect(run.findings, run.output).toEqual([])
    expect(run.code).toBe(0)
    expect(run.killed).toBeGreaterThanOrEqual(2)
  })

  it.each(BUGS)(
    'fails when $bug',
    { timeout: 120_000 },
    async ({ mutations, aim, kind, detail }) => {
      using mutant = await buildMutant(mutations)
      const run = await chaos(mutant.root, aim)
      const ofKind = run.findings.filter((one) => one.kind === kind)
      expect(ofKind.length, run.output).toBeGreaterThan(0)
      expect(
        ofKind.some((one) => detail.test(one.detail)),
        run.output,
      ).toBe(true)
      expect(run.code).toBe(1)
    },
  )

  it('says so when the source has changed and the bug cannot be planted', () => {
    const mutation = { file: 'bot/x.ts', find: 'gone', replace: '' }
    expect(() => mutated('here', [mutation])).toThrow('0 times')
    expect(() => mutated('gone gone', [mutation])).toThrow('2 times')
  })
})
