import { problem } from '../../common/contracts/errors.ts'
import type { Endpoint, ReplyOf } from '../../common/kit/endpoint.ts'
import type { BotCall } from '../bots/bot-caller.ts'
import { isWanted } from '../fleet/apps.ts'
import { botTokenIn } from '../tenants/folders.ts'
import type { ApiParts } from './parts.ts'

const BROKEN_RETRY_SECONDS = 60

/**
 * Asks the bot of a tenant that should be running.
 * @throws {Problem} `unknown_tenant`; `tenant_stopped` when its bot is not meant to run, and
 *   `bot_unreachable` when it is but does not; otherwise what the bot answers
 */
export async function askBot<E extends Endpoint>(
  { registry, mender, bots, folders }: ApiParts,
  ref: string,
  endpoint: E,
  call: BotCall<E> = {},
): Promise<ReplyOf<E>> {
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
  const bot = {
    slug: tenant.slug,
    host: tenant.botHost,
    port: tenant.botPort,
    token: botTokenIn(folders.of(tenant.slug)),
  }
  return bots.call(bot, endpoint, call)
}
