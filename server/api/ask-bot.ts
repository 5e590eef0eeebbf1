import type { Request, Response } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import type { Endpoint, ReplyOf } from '../../common/kit/endpoint.ts'
import type { BotAddress, BotCall } from '../bots/bot-caller.ts'
import { passOn } from '../bots/pass-on.ts'
import type { PassedCall } from '../bots/pass-on.ts'
import { isWanted } from '../fleet/apps.ts'
import { addressIn } from '../tenants/folders.ts'
import type { ApiParts } from './parts.ts'

const BROKEN_RETRY_SECONDS = 60

/**
 * Asks the bot of a tenant that should be running.
 * @throws {Problem} `unknown_tenant`; `tenant_stopped` when its bot is not meant to run, and
 *   `bot_unreachable` when it is but does not; otherwise what the bot answers
 */
export async function askBot<E extends Endpoint>(
  parts: ApiParts,
  ref: string,
  endpoint: E,
  call: BotCall<E> = {},
): Promise<ReplyOf<E>> {
  return parts.bots.call(await botOf(parts, ref), endpoint, call)
}

/**
 * Lets the bot of a tenant that should be running answer a request by itself, bytes both ways.
 * @throws {Problem} as `askBot`, but for what the bot answers
 */
export async function passToBot<E extends Endpoint>(
  parts: ApiParts,
  ref: string,
  endpoint: E,
  call: PassedCall<E>,
  request: Request,
  response: Response,
): Promise<void> {
  await passOn(await botOf(parts, ref), endpoint, call, request, response)
}

async function botOf(parts: ApiParts, ref: string): Promise<BotAddress> {
  const { registry, mender, folders, config } = parts
  const tenant = await registry.find(ref)
  const hindrance = mender.hindranceOf(tenant.slug)
  if (!isWanted(tenant) || hindrance?.kind === 'by-hand') {
    throw problem('tenant_stopped', `The bot of ${tenant.slug} is stopped. Start the tenant first.`)
  }
  if (hindrance?.kind === 'broken') {
    throw problem(
      'bot_unreachable',
      `The bot of ${tenant.slug} does not run. ${hindrance.detail}`,
      {
        retryAfterSeconds: BROKEN_RETRY_SECONDS,
      },
    )
  }
  const user = config.botUserBase === undefined ? undefined : tenant.unixUser
  if (user !== undefined && parts.isTakenByStranger(tenant.botPort, user)) {
    throw problem(
      'bot_unreachable',
      `The port ${tenant.botPort} of ${tenant.slug} is taken by another program, which is told nothing.`,
      { retryAfterSeconds: BROKEN_RETRY_SECONDS },
    )
  }
  return addressIn(folders, tenant)
}
