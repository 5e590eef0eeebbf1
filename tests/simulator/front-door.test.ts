import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSimulator } from '../../simulator/simulator.ts'
import type { Simulator } from '../../simulator/simulator.ts'

let simulator: Simulator

beforeAll(async () => {
  simulator = await openSimulator({ seed: 'front door' })
})
afterAll(() => simulator[Symbol.asyncDispose]())

it('lives on when a client is killed while its connection is being refused', async () => {
  const escaped: unknown[] = []
  const note = (error: unknown) => escaped.push(error)
  process.on('uncaughtException', note)
  try {
    for (let round = 0; round < 20; round += 1) {
      simulator.addFault({ kind: 'refuse' })
      await new Promise<void>((resolve) => {
        const client = connect(simulator.port, '127.0.0.1', () => {
          client.write(
            'GET /ws/chat HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n',
            // As when a process is killed: a reset, with an answer on its way.
            () => setImmediate(() => client.resetAndDestroy()),
          )
        })
        client.on('error', () => undefined)
        client.on('close', () => resolve())
      })
      await sleep(5)
    }
  } finally {
    process.off('uncaughtException', note)
  }
  expect(escaped).toEqual([])
  expect(simulator.stats().phones).toBe(0)
})
