import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import { expect } from 'vitest'
import type { Answer, TestBot } from '../../bot/helpers/bot-process.ts'
import { until } from '../../bot/helpers/until.ts'

export const sha256 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')

/** As our API writes hashes. */
export const inBase64 = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64')

const url = (bot: TestBot, path: string): string => `http://127.0.0.1:${bot.port}${path}`
const keyOf = (bot: TestBot) => ({ authorization: `Bearer ${bot.token}` })

export async function uploadTo(
  bot: TestBot,
  bytes: Uint8Array,
  mime = 'application/octet-stream',
  query = '',
): Promise<Answer> {
  const response = await fetch(url(bot, `/api/media${query}`), {
    method: 'POST',
    headers: { ...keyOf(bot), 'content-type': mime },
    body: Buffer.from(bytes),
  })
  return { status: response.status, body: await response.json() }
}

export async function download(
  bot: TestBot,
  id: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; bytes: Buffer; headers: Headers }> {
  const response = await fetch(url(bot, `/api/media/${id}`), {
    headers: { ...keyOf(bot), ...headers },
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  return { status: response.status, bytes, headers: response.headers }
}

/** Waits until the file of a message has come, or will not. */
export async function settledFile(
  bot: TestBot,
  id: string,
  type: string,
  patience = 15_000,
): Promise<Record<string, unknown>> {
  let file: Record<string, unknown> = {}
  await until(
    async () => {
      file = (await bot.get(`/api/messages/${id}`)).body[type] ?? {}
      return file['state'] !== undefined && file['state'] !== 'pending'
    },
    `the file of ${id} is settled`,
    patience,
    () => JSON.stringify(file),
  )
  return file
}

/** A web server with files by path, for links. */
export async function openWeb(
  answer: RequestListener,
): Promise<{ readonly origin: string } & AsyncDisposable> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The file as the phone has opened it. */
export function fileSeen(content: unknown): { sha256?: string; bytes?: number; problem?: string } {
  expect(content).toHaveProperty('file')
  return (content as { file: object }).file
}
