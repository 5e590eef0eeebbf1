import type { Request, RequestHandler } from 'express'
import { problem } from '../../common/contracts/errors.ts'
import { bearerOf } from '../../common/kit/http.ts'
import { hashSecret, isSecret } from '../../common/kit/secrets.ts'
import { botTokenIn } from '../tenants/folders.ts'
import type { ApiParts } from './parts.ts'

/** Open to everybody, spelled exactly so: Express would also take other cases and endings. */
const OPEN = new Set(['/healthz', '/readyz', '/openapi.json'])

const BOT_EVENTS = /^\/internal\/bots\/([^/]+)\/events$/

/**
 * The one place that decides who may ask what: bots report under their own token, three addresses
 * are open, everything else wants the admin key, also what does not exist.
 */
export const guard =
  (parts: ApiParts): RequestHandler =>
  async (request, _response, next) => {
    const bot = BOT_EVENTS.exec(request.path)?.[1]
    if (bot !== undefined) await checkBot(parts, bot, request)
    else if (!OPEN.has(request.path)) checkAdmin(parts, request)
    next()
  }

function checkAdmin({ isAdminKey }: ApiParts, request: Request): void {
  const key = bearerOf(request)
  if (key !== undefined && isAdminKey(key)) return
  throw problem(
    'unauthorized',
    key === undefined
      ? 'The admin key is missing. Send it as `Authorization: Bearer …`; it is in data/admin-key.'
      : 'This is not the admin key. It is in data/admin-key.',
  )
}

/** Whether the tenant exists is not told to somebody without its token. */
async function checkBot(
  { registry, folders }: ApiParts,
  id: string,
  request: Request,
): Promise<void> {
  const given = bearerOf(request)
  const tenant = (await registry.live()).find((row) => row.id === id)
  const token = tenant && botTokenIn(folders.of(tenant.slug))
  if (given !== undefined && token !== undefined && isSecret(given, hashSecret(token))) return
  throw problem('unauthorized', "This is not the token of this tenant's bot.")
}
