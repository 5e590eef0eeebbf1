import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TestBot } from '../bot/helpers/bot-process.ts'
import { ADMIN_KEY } from './helpers/installation.ts'
import { serverForThisFile } from './helpers/server-fixture.ts'

const its = serverForThisFile()
let shop: TestBot

beforeAll(async () => {
  const tenant = await its.create({
    business_name: 'Mundo Joyas',
    vertical: 'retail',
    currency: 'ARS',
  })
  const env = { TENANT_ID: tenant.id, WHATSAPP_WS_URL: 'ws://127.0.0.1:9/ws/chat' }
  shop = new TestBot(tenant.slug, tenant.botPort, env, its.folder)
  await shop.start()
})
afterAll(async () => {
  await shop?.[Symbol.asyncDispose]()
})

const sheet = (path: string, slug = shop.slug): Promise<Response> =>
  fetch(`${its.server.url}/api/tenants/${slug}/${path}`, {
    headers: { authorization: `Bearer ${ADMIN_KEY}`, connection: 'close' },
  })

const rowsOf = async (path: string): Promise<readonly string[]> => {
  const answer = await sheet(path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer())
  return text.trimEnd().split('\n')
}

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g
const stamps = (row = ''): string => row.replaceAll(UUID, 'ID').replace(/,20[\d-]+T[\d:.]+Z/, ',AT')

describe('the books as CSV', () => {
  it('have a row for each line, amounts with a point, and nothing that a spreadsheet runs', async () => {
    await shop.post('/api/books/products', {
      name: '=HYPERLINK("http://evil","x")',
      aliases: ['+1', 'dije'],
      price: 1050,
      stock: 5,
    })
    await shop.post('/api/books/products', { name: 'Café, molido', unit: 'kg', price: 99_999 })
    await shop.post('/api/books/sales', {
      lines: [
        { product: 'dije', quantity: 2 },
        { product: 'café, molido', quantity: 0.25 },
      ],
      customer: '@ana',
      paid: 100,
      day: '2026-03-11',
    })
    await shop.post('/api/books/expenses', { amount: 500, category: '-luz', day: '2026-03-10' })
    const sales = (await rowsOf('sales.csv')).map(stamps)
    expect(sales).toEqual([
      '\uFEFFid,day,at,customer,product,name,unit,quantity,total,cost,sale_total,sale_paid,undone_by,currency',
      `ID,2026-03-11,AT,'@ana,ID,"'=HYPERLINK(""http://evil"",""x"")",u,2,21,0,271,1,,ARS`,
      `ID,2026-03-11,AT,'@ana,ID,"Café, molido",kg,0.25,250,0,271,1,,ARS`,
    ])
    expect((await rowsOf('products.csv')).map(stamps)[1]).toBe(
      `ID,"'=HYPERLINK(""http://evil"",""x"")",'+1; dije,u,10.5,,3,,false,ARS`,
    )
    expect((await rowsOf('customers.csv')).map(stamps)).toEqual([
      '\uFEFFid,name,owes,currency',
      `ID,'@ana,270,ARS`,
    ])
    expect((await rowsOf('expenses.csv?from=2026-03-11')).map(stamps)).toEqual([
      '\uFEFFid,day,at,category,amount,undone_by,currency',
    ])
  })

  it('show what takes a booking back with negative amounts', async () => {
    const { body } = await shop.get('/api/books/expenses')
    await shop.delete(`/api/books/expenses/${body.expenses[0].id}`)
    const rows = (await rowsOf('bookings.csv?undone=true')).map(stamps)
    expect(rows.at(-1)).toBe(`ID,2026-03-10,AT,expense,,'-luz,-5,0,0,0,ID,,ARS`)
    expect(await rowsOf('expenses.csv')).toHaveLength(1)
    expect(await rowsOf('expenses.csv?undone=true')).toHaveLength(2)
  })

  it('are whole, however many pages they have', async () => {
    const amounts = Array.from({ length: 510 }, (_, index) => index + 1)
    await Promise.all(
      amounts.map((amount) => shop.post('/api/books/expenses', { amount, category: 'luz' })),
    )
    const rows = (await rowsOf('expenses.csv')).slice(1)
    const found = rows.map((row) => Math.round(Number(row.split(',')[4]) * 100))
    expect(found.toSorted((one, other) => one - other)).toEqual(amounts)
  })

  it('end without their end when the bot goes in the middle, so that nobody takes a part for all', async () => {
    const tenant = await its.create({ business_name: 'Half' })
    const id = '01900000-0000-7000-8000-000000000001'
    const booked = { id, day: '2026-03-11', at: '2026-03-11T15:00:00.000Z', undone_by: null }
    const page = {
      expenses: [{ ...booked, amount: 500, category: 'luz' }],
      currency: 'ARS',
      after: id,
    }
    const bot = createServer((request, response) => {
      if (request.url?.includes('after=')) request.destroy()
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page))
    })
    await new Promise<void>((resolve) => {
      bot.listen(tenant.botPort, '127.0.0.1', () => resolve())
    })
    try {
      const answer = await sheet('expenses.csv', tenant.slug)
      expect(answer.status).toBe(200)
      await expect(answer.text()).rejects.toThrow()
    } finally {
      bot.closeAllConnections()
      bot.close()
    }
  })

  it('say what is wrong before anything is written', async () => {
    for (const [path, code] of [
      ['sales.csv?from=2026-03-11&to=2026-03-10', 'invalid_request'],
      ['sales.csv?from=ayer', 'invalid_request'],
      ['sales.csv?limit=3', 'invalid_request'],
    ] as const) {
      const answer = await sheet(path)
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(await answer.json()).toMatchObject({ code })
    }
    await shop.kill('SIGKILL')
    expect(await (await sheet('sales.csv')).json()).toMatchObject({ code: 'bot_unreachable' })
  })
})
