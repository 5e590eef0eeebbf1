import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { pm2Pids } from '../../../server/fleet/watch/pids.ts'
import { temporaryFolder } from '../helpers/installation.ts'

it("reads PM2's pid files by the name of the app, and again only when they have changed", () => {
  using home = temporaryFolder()
  const pids = pm2Pids(home.path)
  expect(pids.byApp()).toEqual(new Map())
  const folder = join(home.path, 'pids')
  mkdirSync(folder)
  const write = (name: string, content: string): void => writeFileSync(join(folder, name), content)
  const settle = (at: number): void => utimesSync(folder, at, at)
  write('bot-shop-2-0.pid', '4711')
  write('flotilla-server-1.pid', '4712')
  write('bot-half-3.pid', '')
  write('notes.txt', '1')
  settle(1000)
  const first = pids.byApp()
  expect(first).toEqual(
    new Map([
      ['bot-shop-2', 4711],
      ['flotilla-server', 4712],
    ]),
  )
  expect(pids.byApp()).toBe(first)
  rmSync(join(folder, 'bot-shop-2-0.pid'))
  settle(2000)
  expect(pids.byApp()).toEqual(new Map([['flotilla-server', 4712]]))
})
