import { expect, it } from 'vitest'
import * as z from 'zod'
import { retail } from '../../../bot/verticals/retail/retail.ts'
import { BOOKS } from '../../../common/contracts/books-api.ts'

const keysOf = (schema: z.ZodType): readonly string[] =>
  schema instanceof z.ZodObject ? Object.keys(schema.shape) : []

it.each(retail.tools.map((tool) => [tool.name, tool] as const))(
  '%s says in snake_case and in a schema what it is and takes',
  (name, { description, input }) => {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(description).toMatch(/^[A-Z].*\.$/)
    const { $defs = {}, ...schema } = z.toJSONSchema(input, { io: 'input' })
    expect(Object.values($defs)[0] ?? schema).toMatchObject({
      type: 'object',
      additionalProperties: false,
    })
    for (const key of keysOf(input)) expect(key).toMatch(/^[a-z]+(_[a-z]+)*$/)
  },
)

it('has one tool of a name, and for each endpoint the one that takes what comes there', () => {
  const tools = new Map(retail.tools.map((tool) => [tool.name, tool]))
  expect(tools.size).toBe(retail.tools.length)
  for (const { tool: name, endpoint } of BOOKS) {
    const tool = tools.get(name)
    expect(tool, name).toBeDefined()
    const given = [endpoint.params, endpoint.query, endpoint.body].flatMap(keysOf)
    expect(keysOf(tool?.input ?? z.unknown()), name).toEqual(expect.arrayContaining(given))
    expect(tool?.reads, name).toBe(endpoint.method === 'GET')
    tools.delete(name)
  }
  expect([...tools.keys()]).toEqual([])
})
