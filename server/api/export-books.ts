import { stringify } from 'csv-stringify'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as z from 'zod'
import { SHEETS, TENANT_BOOKS } from '../../common/contracts/public-books.ts'
import { minorDigitsOf } from '../../common/domain/money.ts'
import { mountBytes } from '../../common/kit/http.ts'
import { askBot } from './ask-bot.ts'
import { BOOK_SHEETS } from './book-sheets.ts'
import { texts } from './books.ts'
import type { ApiParts, Mounter } from './parts.ts'

/** As much as a bot gives at once: no more than that is ever in memory. */
const PAGE = '500'

/** The lists of the books as CSV. */
export const mountBookSheets: Mounter = (router, parts) => {
  for (const { plural, endpoint } of SHEETS) {
    mountBytes(router, endpoint, async ({ params: { tenant }, query }, _request, response) => {
      // Whatever is wrong shows before anything is written.
      const first = await pageOf(parts, tenant, plural, texts(query))
      const { slug } = await parts.registry.find(tenant)
      response.type('text/csv; charset=utf-8')
      response.set('content-disposition', `attachment; filename="${slug}-${plural}.csv"`)
      const columns = [...(BOOK_SHEETS[plural]?.columns ?? [])]
      const written = stringify({ ...MANNERS, columns })
      const rows = Readable.from(rowsOf(parts, tenant, plural, { first, query: texts(query) }))
      try {
        await pipeline(rows, written, response)
      } catch {
        // What is cut off in the middle ends without its last chunk: nobody takes it for all.
        response.destroy()
      }
    })
  }
}

/** Spreadsheets read accents by the mark, and run what looks like a formula unless it is quoted. */
const MANNERS = {
  header: true,
  bom: true,
  escape_formulas: true,
  cast: { boolean: String },
} as const

interface Page {
  readonly items: readonly unknown[]
  readonly currency: string
  readonly after: string | null
}

const pageSchema = z.looseObject({ currency: z.string(), after: z.string().nullable() })

async function pageOf(
  parts: ApiParts,
  tenant: string,
  plural: string,
  query: Readonly<Record<string, string>>,
): Promise<Page> {
  const list = TENANT_BOOKS.find(({ asked }) => asked.path === `/api/books/${plural}`)
  if (!list) throw new Error(`there is no list ${plural}`)
  const answer = await askBot(parts, tenant, list.asked, { query: { ...query, limit: PAGE } })
  const { currency, after, [plural]: items } = pageSchema.parse(answer)
  return { items: z.array(z.unknown()).parse(items), currency, after }
}

/** Every row, a page after the other as they are wanted. */
async function* rowsOf(
  parts: ApiParts,
  tenant: string,
  plural: string,
  { first, query }: { readonly first: Page; readonly query: Readonly<Record<string, string>> },
) {
  let page = first
  const digits = 10 ** minorDigitsOf(first.currency)
  const money = (minor: number | null): number | null => (minor === null ? null : minor / digits)
  for (;;) {
    for (const item of page.items) {
      for (const row of BOOK_SHEETS[plural]?.rows(item, money) ?? []) {
        yield { ...row, currency: page.currency }
      }
    }
    if (page.after === null) return
    page = await pageOf(parts, tenant, plural, { ...query, after: page.after })
  }
}
