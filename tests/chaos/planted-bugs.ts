import type { Mutation } from './mutant.ts'

/** What is known to go wrong with bots that are built on Baileys the plain way. */
export interface PlantedBug {
  readonly bug: string
  readonly mutations: readonly Mutation[]
  /** Where the process has to die for the bug to bite. */
  readonly point: string
  /** When it has to, and amid what. */
  readonly under: readonly string[]
  /** What the run has to find: lines of `kind: detail`. */
  readonly finds: RegExp
}

const FIRST_TIME = ['--nth', '1', '--in', '20'] as const

export const PLANTED_BUGS: readonly PlantedBug[] = [
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
        find: '    parts.decrypted()\n',
        replace: '    setTimeout(() => parts.decrypted(), 200)\n',
      },
    ],
    point: 'in:receipted',
    under: FIRST_TIME,
    // Delivered again it is of no use: the ratchet has moved on.
    finds: /^(lost|unreadable) inbound: shop-0: (in 0 \d+|vendí) \d+/m,
  },
  {
    bug: 'each try of a message gets a fresh id',
    mutations: [
      {
        file: 'bot/conversation/send-one.ts',
        find: '      ...saidIn(message),\n',
        replace: '      ...saidIn(message),\n      id: channel.newMessageId(),\n',
      },
    ],
    point: 'out:written',
    under: FIRST_TIME,
    finds:
      /^doubled (outbound: .* is at the phone as \w+, \w+|reply: .* \d+ replies at the phone)/m,
  },
  {
    bug: "a reply is queued outside of its turn's transaction",
    mutations: [
      {
        file: 'bot/conversation/turns.ts',
        find: '  return await parts.store.transaction(async (inside) => {\n    const replies',
        replace:
          '  const ended = await parts.store.transaction(async (inside) => {\n    const replies',
      },
      {
        file: 'bot/conversation/turns.ts',
        find: `    await inside.turns.end(turn)
    return { replies: mayAnswer ? replies.length : 0, isLoop, isHandedOver }
  })
`,
        replace: `    return { replies: mayAnswer ? replies.length : 0, isLoop, isHandedOver }
  })
  await parts.store.transaction((inside) => inside.turns.end(turn))
  return ended
`,
      },
    ],
    point: 'turn:ended',
    under: FIRST_TIME,
    finds: /^doubled reply: .* [2-9] replies at the phone/m,
  },
  {
    bug: 'what is booked is committed before its turn ends',
    mutations: [
      {
        file: 'bot/conversation/turns.ts',
        find: `  return await parts.store.transaction(async (inside) => {
    const replies = await outcomeOf(parts, inside, turn, thought)
`,
        // Transactions that follow at once share their commit.
        replace: `  const done = await parts.store.transaction((inside) => outcomeOf(parts, inside, turn, thought))
  await new Promise((later) => setTimeout(later, 20))
  return await parts.store.transaction(async (inside) => {
    const replies = done
`,
      },
    ],
    point: 'turn:ending',
    under: FIRST_TIME,
    finds: /^doubled booking: shop-0: the sale of \d in \w+, [2-9] times/m,
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
    // One chat, so that its session is there already when the bot dies, and lives on after that; and
    // a customer who is silent then, however long the bot is away on a slow machine.
    point: 'out:ratchet',
    under: ['--nth', '3', '--in', '1', '--minutes', '0.2', '--out', '50', '--late-lid'],
    // A message of the customer in between begins a new chain, and nothing is used twice.
    finds: /^key reused: \d+ message keys for two plaintexts/m,
  },
]
