import { expect, it } from 'vitest'
import { createApp, createRouter, answerProblems, listen, mount } from '../../../common/kit/http.ts'
import { createLog } from '../../../common/kit/log.ts'
import { postMessage } from '../../../common/contracts/bot-api.ts'

it.each([
  [{ to: '+5491123456789', text: '' }, 'text', 'must not be empty'],
  [{ to: '+5491123456789', text: '  ' }, 'text', 'must not be empty'],
  [{ to: '+5491123456789', text: 'a'.repeat(4097) }, 'text', 'must be at most 4096 characters'],
  [{ to: '+5491123456789', text: { body: '' } }, 'text.body', 'must not be empty'],
  [{ to: '+5491123456789', text: { body: 'a', wrong: 1 } }, 'wrong', 'Unrecognized key'],
  [{ to: '12', text: 'hola' }, 'to', 'This is too short'],
])('says of %j what is wrong with %s', async (body, field, message) => {
  const app = createApp()
  const router = createRouter()
  mount(router, postMessage, () => ({ id: 'msg_1', delivery: 'queued' as const }))
  app.use(router)
  answerProblems(app, createLog('test', 'silent'))
  await using listening = await listen(app, 0)
  const response = await fetch(`http://127.0.0.1:${listening.port}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(400)
  expect(await response.json()).toMatchObject({
    code: 'invalid_request',
    errors: [{ field, message: expect.stringContaining(message) }],
  })
})
