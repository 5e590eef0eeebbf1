import * as z from 'zod'
import { wants } from '../../common/contracts/webhooks.ts'
import type { WebhookId } from '../../common/domain/ids.ts'
import { asWebhookId } from '../../common/domain/ids.ts'
import type { Ground } from './base.ts'

interface Listener {
  readonly id: WebhookId
  readonly events: readonly string[]
}

const filterSchema = z.array(z.string())

/** A filter as it is kept in its column. */
export const readFilter = (json: string): string[] => filterSchema.parse(JSON.parse(json))

/**
 * Who wants which events. Kept in memory, for every message asks; read from the database again
 * while endpoints are being changed, and never kept of a transaction that may be taken back.
 */
export class WebhookListeners {
  #kept: readonly Listener[] | undefined
  #version = 0
  /** Events written so far by this process, committed or not. */
  written = 0

  /** The endpoints that want a type of event, in the order they were made. */
  async wanting(ground: Ground, type: string): Promise<readonly WebhookId[]> {
    const listeners = this.#kept ?? (await readListeners(ground))
    return listeners.filter(({ events }) => wants(events, type)).map(({ id }) => id)
  }

  /** What was read before counts no more. */
  forget(): void {
    this.#version += 1
    this.#kept = undefined
  }

  /** Reads them to be kept; outside of any transaction. */
  async keep(ground: Ground): Promise<void> {
    this.forget()
    const version = this.#version
    const read = await readListeners(ground)
    if (version === this.#version) this.#kept = read
  }
}

async function readListeners(ground: Ground): Promise<readonly Listener[]> {
  const rows = await ground.db
    .selectFrom('webhook_endpoints')
    .select(['id', 'events'])
    .where('tenant_id', '=', ground.tenantId)
    .where('enabled', '=', 1)
    .where('deleted_at', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ id: asWebhookId(row.id), events: readFilter(row.events) }))
}
