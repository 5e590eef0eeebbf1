import { setTimeout as sleep } from 'node:timers/promises'
import {
  createTenant,
  getTenantPairing,
  postTenantPairing,
} from '../../common/contracts/public-api.ts'
import { Problem, messageOf } from '../../common/kit/errors.ts'
import { callServer } from '../client.ts'
import { NEWCOMER, NEWCOMER_PHONE } from './plan.ts'
import type { Stage } from './stage.ts'
import { finding } from './world.ts'
import type { Finding } from './world.ts'

/** It may take until nobody is killed any more. */
const PATIENCE_MS = 180_000
const DEMAND_MS = 20_000
const LOOK_MS = 200

/**
 * A new tenant's phone wants a passkey when it is to be linked: the bot has to say so, and to be
 * linked all the same once somebody asks again. That it is open in the end is looked at with the rest.
 * @returns what was not as promised
 */
export async function linkPastPasskey(stage: Stage): Promise<readonly Finding[]> {
  const { simulator, installation } = stage
  const { server } = installation
  const params = { tenant: NEWCOMER }
  const deadline = Date.now() + PATIENCE_MS
  const recoveries = stage.recoveries()
  try {
    simulator.addPhone(NEWCOMER_PHONE, { name: NEWCOMER })
    await insist(deadline, async () => {
      const body = { business_name: NEWCOMER, slug: NEWCOMER }
      await callServer(server, createTenant, { body }).catch(unlessCode('slug_taken'))
      return true
    })
    await insist(deadline, async () => {
      const { qr } = await callServer(server, getTenantPairing, { params })
      if (qr === undefined) return false
      // Other faults are cleared now and then, but not between these two.
      simulator.addFault({ kind: 'passkey', phone: NEWCOMER_PHONE })
      await simulator.scan(NEWCOMER_PHONE, qr).catch(unlessCode('passkey_required'))
      return true
    })
    const isAsked = await insist(Date.now() + DEMAND_MS, async () => {
      // The bot itself is asked: its report may be lost with the server.
      const { state } = await callServer(server, getTenantPairing, { params })
      return state === 'passkey_required'
    }).catch(() => false)
    await insist(deadline, async () => {
      const body = { method: 'code', phone: NEWCOMER_PHONE } as const
      const { code } = await callServer(server, postTenantPairing, { params, body }).catch(
        linkedAlready,
      )
      if (code !== undefined) await simulator.linkCode(NEWCOMER_PHONE, code)
      return true
    })
    // Whoever is started again in between has forgotten the demand, and shows a new QR code.
    const isExcused = stage.recoveries() > recoveries
    return isAsked || isExcused ? [] : finding('passkey not asked for', 'the bot did not say so')
  } catch (error) {
    return finding('not open', `${NEWCOMER} could not be linked: ${messageOf(error)}`)
  }
}

const unlessCode =
  (code: string) =>
  (error: unknown): void => {
    if (!(error instanceof Problem) || error.code !== code) throw error
  }

function linkedAlready(error: unknown): { readonly code: undefined } {
  unlessCode('already_linked')(error)
  return { code: undefined }
}

/** Tries again whatever fails on the way: servers and PM2 are killed meanwhile. */
async function insist(deadline: number, isDone: () => Promise<boolean>): Promise<true> {
  for (;;) {
    try {
      if (await isDone()) return true
      if (Date.now() > deadline) throw new Error('in all the time there was it did not come true')
    } catch (error) {
      if (Date.now() > deadline) throw error
    }
    await sleep(LOOK_MS)
  }
}
