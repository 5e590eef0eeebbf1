import type { Express, RequestHandler } from 'express'
import { noRoomToStore, problem } from '../../common/contracts/errors.ts'
import { isNoRoom } from '../../common/kit/database.ts'
import { answerProblems, bearerOf, createApp, createRouter } from '../../common/kit/http.ts'
import type { Logger } from '../../common/kit/log.ts'
import { hashSecret, isSecret } from '../../common/kit/secrets.ts'
import { mountBooks } from './books.ts'
import { mountDeleteMedia } from './delete-media.ts'
import { mountDeleteMessage } from './delete-message.ts'
import { mountGetMedia } from './get-media.ts'
import { mountGetMessage } from './get-message.ts'
import { mountGetPairing } from './get-pairing.ts'
import { mountGetStatus } from './get-status.ts'
import { mountListIncidents } from './list-incidents.ts'
import { mountListMessages } from './list-messages.ts'
import type { ApiParts } from './parts.ts'
import { PEOPLE_ENDPOINTS } from './people.ts'
import { mountPostCancel } from './post-cancel.ts'
import { mountPostEdit } from './post-edit.ts'
import { mountPostLogout } from './post-logout.ts'
import { mountPostIncident } from './post-incident.ts'
import { mountPostMedia } from './post-media.ts'
import { mountPostMessage } from './post-message.ts'
import { mountPostPairing } from './post-pairing.ts'
import { mountPostRead } from './post-read.ts'
import { mountPostTyping } from './post-typing.ts'
import { mountSendMessage } from './send-message.ts'
import { WEBHOOK_ENDPOINTS } from './webhooks.ts'

/** The bot's endpoints, one file each. */
const ENDPOINTS = [
  mountSendMessage,
  mountGetStatus,
  mountPostMessage,
  mountGetMessage,
  mountPostCancel,
  mountPostEdit,
  mountDeleteMessage,
  mountPostRead,
  mountPostTyping,
  mountListMessages,
  mountPostMedia,
  mountGetMedia,
  mountDeleteMedia,
  ...PEOPLE_ENDPOINTS,
  mountBooks,
  mountListIncidents,
  mountPostIncident,
  mountGetPairing,
  mountPostPairing,
  mountPostLogout,
  ...WEBHOOK_ENDPOINTS,
] as const

/**
 * The bot's API, for whoever has its tenant's token.
 * @param token what a caller has to show as `Authorization: Bearer …`
 */
export function botApi(parts: ApiParts, token: string, log: Logger): Express {
  const app = createApp({ first: keepOut(token), bytesAt: /\/media$/ })
  const router = createRouter()
  for (const mountEndpoint of ENDPOINTS) mountEndpoint(router, parts)
  app.use(router)
  answerProblems(app, log, (error) => (isNoRoom(error) ? noRoomToStore(error) : undefined))
  return app
}

function keepOut(token: string): RequestHandler {
  const hash = hashSecret(token)
  return (request, _response, next) => {
    const given = bearerOf(request)
    if (given !== undefined && isSecret(given, hash)) return next()
    throw problem(
      'unauthorized',
      "The bot wants its tenant's own token: `Authorization: Bearer …`, from bot.token in the tenant's folder.",
    )
  }
}
