import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Attendance, Ground } from '../../../bot/verticals/vertical.ts'
import { RETAIL_MIGRATIONS } from '../../../bot/verticals/retail/migrations/index.ts'
import { retail } from '../../../bot/verticals/retail/retail.ts'
import { newTenantId } from '../../../common/domain/ids.ts'
import { tenantConfigSchema } from '../../../common/domain/tenant-config.ts'
import { migrate, openSqlite, queriesOver } from '../../../common/kit/database.ts'
import { ManualClock } from '../../bot/helpers/manual-clock.ts'

/** A shop in Buenos Aires, its owner and its customers, over a database in memory. */
export class Counter implements AsyncDisposable {
  readonly clock = new ManualClock(Date.parse('2026-03-11T15:00:00Z'))
  readonly #db: Kysely<unknown>
  readonly #ground: Ground
  config: Record<string, unknown>
  #turns = 0

  private constructor(db: Kysely<unknown>, config: Record<string, unknown>) {
    this.#db = db
    this.config = config
    this.#ground = { db, tenantId: newTenantId(), clock: this.clock }
  }

  static async open(config: Record<string, unknown> = {}): Promise<Counter> {
    const db = queriesOver<unknown>(openSqlite(':memory:'))
    await migrate(db, 'vertical:retail', RETAIL_MIGRATIONS)
    return new Counter(db, config)
  }

  /** What an owner is answered. */
  async say(text: string): Promise<string> {
    this.#turns += 1
    const message = { turn: `turn ${this.#turns}`, chat: 'owner', text, business: this.#business() }
    const act = await retail.assist?.(message, this.#ground)
    const said = await this.#db.transaction().execute(async (inside) => await act?.run(inside))
    return said?.join('\n---\n') ?? ''
  }

  /** What a customer is answered, with all that comes of it. */
  async attend(text: string, chat = 'customer'): Promise<Attendance | undefined> {
    const message = { chat, text, isWelcomed: false, business: this.#business() }
    const attended = await retail.attend?.(message, this.#ground)
    if (attended) await retail.remember?.(this.#ground, chat, attended.memory)
    return attended
  }

  /** What a customer is answered; empty for silence. */
  async ask(text: string, chat?: string): Promise<string> {
    return (await this.attend(text, chat))?.texts.join('\n---\n') ?? ''
  }

  /** All that is in the shop's tables but what it remembers of chats, as a text. */
  async books(): Promise<string> {
    const tables = ['bookings', 'lines', 'products', 'names', 'customers', 'currency', 'days']
    const rows = tables.map(
      async (name) =>
        (await sql`select * from ${sql.table(`retail_${name}`)}`.execute(this.#db)).rows,
    )
    return JSON.stringify(await Promise.all(rows))
  }

  #business() {
    return tenantConfigSchema.parse({
      id: newTenantId(),
      slug: 'mundo-joyas',
      business_name: 'Mundo Joyas',
      created_at: '2026-01-01T00:00:00.000Z',
      language: 'es-AR',
      currency: 'ARS',
      timezone: 'America/Argentina/Buenos_Aires',
      ...this.config,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#db.destroy()
  }
}
