import { TENANT_BOOKS } from '../../common/contracts/public-books.ts'
import { mount } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import type { Mounter } from './parts.ts'

/** All about the books of a tenant: its bot answers. */
export const mountBooks: Mounter = (router, parts) => {
  for (const { asked, answered } of TENANT_BOOKS) {
    mount(router, answered, ({ params: { tenant, ...rest }, query, body, idempotencyKey }) =>
      askBot(parts, String(tenant), asked, {
        params: texts(rest),
        query: texts(query),
        body,
        idempotencyKey,
      }),
    )
  }
}

/** What stands in an address, as it is asked again. */
export const texts = (query: unknown): Record<string, string> =>
  Object.fromEntries(Object.entries(query ?? {}).map(([name, value]) => [name, String(value)]))
