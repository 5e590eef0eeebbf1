import * as z from 'zod'
import { openToRead } from './read-turns.ts'
import type { Stage } from './stage.ts'
import type { TenantBooks } from './verify-books.ts'

const sale = z.object({
  networkId: z.string().nullable(),
  quantity: z.number(),
  moved: z.number(),
  total: z.number(),
  cost: z.number(),
})
const product = z.object({ stock: z.number() })

/** Reads the sales of every shop and the messages they were booked for. Nobody may run any more. */
export function readBooks(stage: Stage): readonly TenantBooks[] {
  return stage.shops.map((tenant) => {
    using opened = openToRead(stage, tenant)
    const { database } = opened
    return {
      tenant,
      sales: z.array(sale).parse(
        database
          .prepare(
            `select messages.channel_message_id as networkId, retail_lines.quantity,
               retail_lines.moved, retail_bookings.total, retail_bookings.cost
             from retail_bookings
             join retail_lines on retail_lines.booking_id = retail_bookings.id
             left join turns on turns.id = retail_bookings.cause
             left join messages on messages.id = turns.message_id
             where retail_bookings.kind = 'sale' and retail_bookings.deleted_at is null`,
          )
          .all(),
      ),
      stock: product.parse(database.prepare('select stock from retail_products').get()).stock,
    }
  })
}
