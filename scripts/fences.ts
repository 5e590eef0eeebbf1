/**
 * Who may import whom, as data: `oxlint.config.ts` turns it into lint rules, and a test plants a
 * forbidden import behind every fence and sees it caught.
 */
export interface Fence {
  readonly files: readonly string[]
  /** Folders that these files may not reach into, by their name in a relative import. */
  readonly rooms: readonly string[]
  readonly packages: readonly string[]
  readonly why: string
}

const BAILEYS = ['@whiskeysockets/baileys', 'libsignal']
const PROGRAMS = ['bot', 'server', 'simulator', 'scripts', 'web', 'bench', 'tests']
const NOT_IN_BOT = ['server', 'simulator', 'scripts', 'web', 'bench', 'tests']
const BOT_PACKAGES = ['axios', 'pm2', 'node:child_process', 'child_process']

const within = (
  folder: string,
  rooms: readonly string[],
  why: string,
  packages: readonly string[] = [...BOT_PACKAGES, ...BAILEYS],
): Fence => ({ files: [`bot/${folder}/**`], rooms: [...NOT_IN_BOT, ...rooms], packages, why })

/** A later fence replaces an earlier one for the files that both name. */
export const FENCES: readonly Fence[] = [
  {
    files: ['common/contracts/**'],
    rooms: PROGRAMS,
    packages: [...BAILEYS, 'pm2', 'axios'],
    why: 'common is what both processes agree on; it knows neither',
  },
  {
    files: ['common/kit/**'],
    rooms: [...PROGRAMS, 'domain', 'contracts'],
    packages: [...BAILEYS, 'pm2', 'axios'],
    why: 'the kit has no domain word',
  },
  {
    files: ['common/domain/**'],
    rooms: [...PROGRAMS, 'contracts'],
    packages: [...BAILEYS, 'pm2', 'axios', 'express', 'better-sqlite3', 'kysely'],
    why: 'the nouns know nothing of how they travel or are kept',
  },
  {
    files: ['bot/**'],
    rooms: NOT_IN_BOT,
    packages: [...BOT_PACKAGES, ...BAILEYS],
    why: 'bot and server meet in common/contracts; only bot/channels/whatsapp knows Baileys',
  },
  within(
    'api',
    ['channels', 'conversation', 'agent', 'verticals', 'webhooks'],
    'the api reaches the store and the contracts; other abilities are handed in',
  ),
  within(
    'conversation',
    ['api', 'verticals', 'webhooks', 'whatsapp'],
    'the conversation knows the store and the types of agent and channel',
  ),
  within(
    'agent',
    ['api', 'channels', 'conversation', 'store', 'webhooks'],
    'the agent knows the types of a vertical',
  ),
  within(
    'verticals',
    ['api', 'channels', 'conversation', 'agent', 'store', 'webhooks'],
    'a vertical knows vertical.ts and a database',
  ),
  within(
    'verticals/retail/customers',
    [
      'api',
      'channels',
      'conversation',
      'agent',
      'store',
      'webhooks',
      'tools',
      'book',
      'settle',
      'ledger/deeds',
      'ledger/catalogue',
      'ledger/take-back',
      'ledger/write-booking',
    ],
    'customers look at the shop; nothing that books is within their reach',
  ),
  within(
    'store',
    ['api', 'channels', 'conversation', 'agent', 'verticals', 'webhooks'],
    'the store knows SQL only',
  ),
  within(
    'webhooks',
    ['api', 'channels', 'conversation', 'agent', 'verticals'],
    'webhooks know the store and the contracts, and nothing of where changes come from',
  ),
  within(
    'channels',
    ['api', 'conversation', 'agent', 'verticals', 'webhooks', 'store'],
    'a channel knows its network and channel.ts',
  ),
  within(
    'channels/whatsapp',
    ['api', 'conversation', 'agent', 'verticals', 'webhooks', 'store'],
    'a channel knows its network and channel.ts',
    BOT_PACKAGES,
  ),
  {
    files: ['server/**'],
    rooms: ['bot', 'simulator', 'scripts', 'web', 'bench', 'tests'],
    packages: [...BAILEYS, 'pm2', 'axios', 'node:child_process', 'child_process'],
    why: 'only server/bots calls bots, only server/fleet knows PM2',
  },
  {
    files: ['server/bots/**'],
    rooms: ['bot', 'simulator', 'scripts', 'web', 'bench', 'tests', 'fleet'],
    packages: [...BAILEYS, 'pm2', 'node:child_process', 'child_process'],
    why: 'server/bots is the only caller of bots',
  },
  {
    files: ['server/fleet/**'],
    rooms: ['bot', 'simulator', 'scripts', 'web', 'bench', 'tests'],
    packages: [...BAILEYS, 'pm2', 'axios'],
    why: 'PM2 is AGPL: run as a program, never imported',
  },
  {
    files: ['simulator/**'],
    rooms: ['bot', 'server', 'scripts', 'web', 'bench', 'tests'],
    packages: ['pm2', 'axios'],
    why: 'the simulator is a network of its own; it knows nothing of us',
  },
  {
    files: ['scripts/**'],
    rooms: ['bot', 'web', 'bench', 'tests'],
    packages: [...BAILEYS, 'pm2', 'axios', 'better-sqlite3'],
    why: 'commands are thin over server parts; databases of tenants are opened by bots only',
  },
]

/** A specifier that climbs out of its folder into the named one. */
export const roomPattern = (room: string): string => `^(\\.\\./)+${room}(/|\\.ts$)`
