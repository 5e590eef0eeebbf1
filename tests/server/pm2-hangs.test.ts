import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openPm2 } from '../../server/fleet/pm2.ts'
import { isAlive } from '../../server/fleet/processes.ts'
import { checkout, temporaryFolder, until } from './helpers/installation.ts'

/** Sockets that take calls and never answer, as those of a daemon that hangs. */
async function openDeafDaemon(home: string): Promise<AsyncDisposable> {
  mkdirSync(home)
  writeFileSync(join(home, 'pm2.pid'), String(process.pid))
  const sockets: Socket[] = []
  const servers = await Promise.all(
    ['rpc.sock', 'pub.sock'].map(
      (name) =>
        new Promise<Server>((resolve) => {
          const server = createServer((socket) => {
            sockets.push(socket)
            socket.on('error', () => undefined)
          })
          server.listen(join(home, name), () => resolve(server))
        }),
    ),
  )
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      for (const server of servers) await new Promise((resolve) => server.close(resolve))
    },
  }
}

it('a list that a hung PM2 does not give is not waited for for ever', async () => {
  using folder = temporaryFolder()
  const home = join(folder.path, 'pm2')
  await using _daemon = await openDeafDaemon(home)
  const pm2 = openPm2({ root: checkout, home, env: process.env, patienceMs: 200 })
  await expect(pm2.list()).rejects.toMatchObject({ code: 'fleet_failed' })
  await expect(pm2.list()).rejects.toThrow(/longer than 0.2 s/)
})

it('a number that a gone PM2 has left to somebody else is no PM2', async () => {
  using folder = temporaryFolder()
  const home = join(folder.path, 'pm2')
  mkdirSync(home)
  writeFileSync(join(home, 'pm2.pid'), String(process.pid))
  const pm2 = openPm2({ root: checkout, home, env: process.env })
  expect(await pm2.list()).toEqual([])
  await expect(pm2.remove([0])).rejects.toThrow(/PM2 has ended/)
})

const childrenOf = (pid: number): readonly number[] =>
  execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child = 0]) => child)

it('a command that waits for a hung PM2 ends when whoever asked is killed', async () => {
  using folder = temporaryFolder()
  const home = join(folder.path, 'pm2')
  await using _daemon = await openDeafDaemon(home)
  const asks = `
    import { openPm2 } from ${JSON.stringify(join(checkout, 'server/fleet/pm2.ts'))}
    await openPm2({ root: ${JSON.stringify(checkout)}, home: ${JSON.stringify(home)}, env: process.env }).start([{ name: 'one', script: '/one.js', node_args: [] }])`
  const asker = spawn(process.execPath, ['--input-type=module', '--eval', asks], {
    stdio: 'ignore',
  })
  const pid = asker.pid ?? 0
  const command = await until('the command', () => Promise.resolve(childrenOf(pid)[0]))
  // It has begun to look after its parent once it knows what it is asked.
  await until('it to run PM2', () =>
    Promise.resolve(commandLine(command).includes('start') || undefined),
  )
  asker.kill('SIGKILL')
  await until('the command to end', () => Promise.resolve(!isAlive(command) || undefined))
  expect(isAlive(command)).toBe(false)
})

const commandLine = (pid: number): string => {
  try {
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
  } catch {
    return ''
  }
}
