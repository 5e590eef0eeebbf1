// PM2 reads this file, whichever PM2 on whichever Node: `pm2 start ecosystem.config.js --only bot-…`.
// The registry is the only list of tenants. A native module of another Node would crash PM2, so the
// pinned Node is asked for the list, and its answer is parsed here.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { findNode } from './scripts/node-pin.mjs'

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname
const node = findNode(root)
if (!node) throw new Error('Flotilla has not been set up yet. Run `npm start` once, in its folder.')

const answer = execFileSync(node, [join(root, 'scripts', 'flotilla.ts'), 'ecosystem', '--json'], {
  cwd: root,
  env: process.env,
  encoding: 'utf8',
  stdio: ['ignore', 'pipe', 'inherit'],
})

export const apps = JSON.parse(answer)
