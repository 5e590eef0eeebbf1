import { MEDIA_AUTH } from '../media/media-host.ts'
import { attr, children, el } from '../wire/node.ts'
import type { IqHandler } from './iq-handler.ts'

const PRIVACY = ['readreceipts', 'profile', 'status', 'online', 'last', 'groupadd', 'calladd']
/** Tokens go with 1:1 messages, as with the real service in 2026. */
const TOKEN_PROP = '10518'
const MEDIA_TTL = 3600

/** What the real service would answer a healthy account; found by the query's result path. */
const MEX = {
  data: {
    xwa2_fetch_account_reachout_timelock: { is_active: false },
    xwa2_message_capping_info: {
      total_quota: -1,
      used_quota: 0,
      one_time_extension_status: 'NONE',
    },
  },
}

const nothing: IqHandler = () => []

const notFound: IqHandler = () => ({ code: 404, text: 'item-not-found' })

const appState: IqHandler = ({ request }) => [
  el(
    'sync',
    {},
    children(request, 'collection').map((collection) =>
      el('collection', {
        name: attr(collection, 'name'),
        version: attr(collection, 'version') ?? 0,
      }),
    ),
  ),
]

/** Questions whose answers are the same for everybody. */
export const SETTINGS: Readonly<Record<string, IqHandler>> = {
  'w:p get': nothing,
  'abt get props': () => [
    el('props', { hash: 'simulator', refresh: 86_400 }, [
      el('prop', { name: TOKEN_PROP, value: 'true' }),
    ]),
  ],
  'w get props': () => [el('props', { hash: 'simulator' })],
  'blocklist get': () => [el('list', { dhash: 'simulator' })],
  'blocklist set': nothing,
  'privacy get privacy': () => [
    el(
      'privacy',
      {},
      PRIVACY.map((name) => el('category', { name, value: 'all' })),
    ),
  ],
  'privacy set privacy': nothing,
  'w:sync:app:state set sync': appState,
  'urn:xmpp:whatsapp:dirty set clean': nothing,
  'w:profile:picture get': notFound,
  'w:profile:picture set': nothing,
  'w:mex get': () => [el('result', {}, Buffer.from(JSON.stringify(MEX)))],
  'w:stats': nothing,
  'w:m set media_conn': ({ network }) => [
    el('media_conn', { auth: MEDIA_AUTH, ttl: MEDIA_TTL, auth_ttl: MEDIA_TTL, max_buckets: 12 }, [
      el('host', { hostname: network.mediaHost() }),
    ]),
  ],
  'w:biz get': () => [el('business_profile')],
  'disappearing_mode set': nothing,
  'status set': nothing,
  'bot get': () => [el('bot')],
}
