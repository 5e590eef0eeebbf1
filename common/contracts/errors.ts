import { Problem } from '../kit/errors.ts'
import type { FieldProblem } from '../kit/errors.ts'

/** Every `code` a problem may carry, with its HTTP status. The one list. */
export const PROBLEMS = {
  invalid_request: 400,
  invalid_config: 500,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  unknown_tenant: 404,
  unknown_message: 404,
  unknown_contact: 404,
  unknown_chat: 404,
  unknown_webhook: 404,
  unknown_redrive: 404,
  unknown_media: 404,
  unknown_delivery: 404,
  unknown_product: 404,
  unknown_booking: 404,
  unknown_customer: 404,
  slug_taken: 409,
  product_exists: 409,
  customer_exists: 409,
  no_books: 409,
  feature_off: 409,
  currency_changed: 409,
  not_reversible: 409,
  id_taken: 409,
  idempotency_conflict: 409,
  contact_blocked: 409,
  groups_off: 409,
  contact_opted_out: 409,
  same_contact: 409,
  tenant_stopped: 409,
  tenant_removed: 409,
  not_removed: 409,
  already_linked: 409,
  not_linked: 409,
  not_cancellable: 409,
  not_editable: 409,
  not_deletable: 409,
  not_redrivable: 409,
  webhook_disabled: 409,
  pairing_unavailable: 409,
  media_gone: 410,
  too_large: 413,
  media_too_large: 413,
  media_type: 415,
  port_taken: 500,
  no_free_port: 500,
  config_broken: 500,
  session_broken: 500,
  session_in_use: 500,
  database_broken: 500,
  fleet_failed: 500,
  clash: 500,
  internal: 500,
  bot_unreachable: 503,
  disk_full: 503,
  media_pending: 503,
  not_ready: 503,
  media_quota: 507,
} as const satisfies Record<string, number>

export type ProblemCode = keyof typeof PROBLEMS

/**
 * A problem from the list, with its status.
 * @param detail a sentence for whoever reads it, ending with the next step where there is one
 */
export function problem(
  code: ProblemCode,
  detail: string,
  options: {
    readonly fields?: readonly FieldProblem[]
    readonly retryAfterSeconds?: number
    readonly cause?: unknown
  } = {},
): Problem {
  return new Problem(code, PROBLEMS[code], detail, options)
}

const ROOM_RETRY_SECONDS = 30

/** What was asked for could not be stored; none of it was. */
export const noRoomToStore = (cause: unknown): Problem =>
  problem(
    'disk_full',
    'The disk has no room left, so nothing of this request was stored. Make room on the disk, then ask again; a message under the same Idempotency-Key.',
    { cause, retryAfterSeconds: ROOM_RETRY_SECONDS },
  )

/** A file that is well and cannot be opened all the same. */
export const diskFull = (file: string, cause: unknown): Problem =>
  problem(
    'disk_full',
    `${file} cannot be opened because the disk has no room left. Nothing is broken: make room on the disk; the bot is started again by itself.`,
    { cause },
  )
