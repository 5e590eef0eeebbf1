import type { Express } from 'express'
import { noRoomToStore } from '../../common/contracts/errors.ts'
import { isNoRoom } from '../../common/kit/database.ts'
import { answerProblems, createApp, createRouter } from '../../common/kit/http.ts'
import type { Logger } from '../../common/kit/log.ts'
import { mountBooks } from './books.ts'
import { mountCancelMessage } from './cancel-message.ts'
import { mountCreateTenant } from './create-tenant.ts'
import { mountBookSheets } from './export-books.ts'
import { mountDeleteMedia } from './delete-media.ts'
import { mountDeleteMessage } from './delete-message.ts'
import { mountDeleteTenant } from './delete-tenant.ts'
import { mountEditMessage } from './edit-message.ts'
import { mountGetMedia } from './get-media.ts'
import { mountGetMessage } from './get-message.ts'
import { mountGetPairing } from './get-pairing.ts'
import { mountGetTenant } from './get-tenant.ts'
import { guard } from './guard.ts'
import { mountHealth } from './health.ts'
import { mountInternal } from './internal.ts'
import { mountListIncidents } from './list-incidents.ts'
import { mountListMessages } from './list-messages.ts'
import { mountListTenants } from './list-tenants.ts'
import { mountLogoutTenant } from './logout-tenant.ts'
import { mountOpenapi } from './openapi.ts'
import type { ApiParts, Mounter } from './parts.ts'
import { PEOPLE_ENDPOINTS } from './people.ts'
import { mountPostBotEvents } from './post-bot-events.ts'
import { mountPostMedia } from './post-media.ts'
import { mountPostMessage } from './post-message.ts'
import { mountPostPairing } from './post-pairing.ts'
import { mountPostTyping } from './post-typing.ts'
import { mountReadMessage } from './read-message.ts'
import { mountResetTenant } from './reset-tenant.ts'
import { mountRestartTenant } from './restart-tenant.ts'
import { mountRestoreTenant } from './restore-tenant.ts'
import { mountStartTenant } from './start-tenant.ts'
import { mountStopTenant } from './stop-tenant.ts'
import { mountUpdateTenant } from './update-tenant.ts'
import { WEBHOOK_ENDPOINTS } from './webhooks.ts'

const ENDPOINTS: readonly Mounter[] = [
  mountListTenants,
  mountCreateTenant,
  mountGetTenant,
  mountUpdateTenant,
  mountDeleteTenant,
  mountStartTenant,
  mountStopTenant,
  mountRestartTenant,
  mountLogoutTenant,
  mountRestoreTenant,
  mountResetTenant,
  mountGetPairing,
  mountPostPairing,
  mountPostMessage,
  mountGetMessage,
  mountCancelMessage,
  mountEditMessage,
  mountDeleteMessage,
  mountReadMessage,
  mountPostTyping,
  mountListMessages,
  mountPostMedia,
  mountGetMedia,
  mountDeleteMedia,
  ...PEOPLE_ENDPOINTS,
  mountBooks,
  mountBookSheets,
  mountListIncidents,
  ...WEBHOOK_ENDPOINTS,
  mountPostBotEvents,
  mountInternal,
  mountHealth,
  mountOpenapi,
]

/** The server's whole HTTP side. */
export function createApi(parts: ApiParts, log: Logger): Express {
  const app = createApp({ first: guard(parts), bytesAt: /\/media$/ })
  const router = createRouter()
  for (const mountOne of ENDPOINTS) mountOne(router, parts)
  app.use(router)
  answerProblems(app, log, (error) => (isNoRoom(error) ? noRoomToStore(error) : undefined))
  return app
}
