import type { Response, Router } from 'express'
import { getMedia } from '../../common/contracts/media-api.ts'
import { problem } from '../../common/contracts/errors.ts'
import { codeOf } from '../../common/kit/errors.ts'
import { mountBytes } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

type ServedFile = Awaited<ReturnType<ApiParts['media']['give']>>

export function mountGetMedia(router: Router, { media }: ApiParts): void {
  mountBytes(router, getMedia, async ({ params }, _request, response) => {
    await send(await media.give(params.id), response)
  })
}

/** Whoever opens it in a browser gets nothing that runs there, whatever the file calls itself. */
async function send(file: ServedFile, response: Response): Promise<void> {
  const { root, path, mime, sha256, filename, isShown } = file
  if (!isShown) response.attachment(filename ?? undefined)
  response.set({
    'content-type': mime,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, max-age=31536000, immutable',
    etag: `"${sha256}"`,
  })
  await new Promise<void>((resolve, reject) => {
    response.sendFile(path, { root, dotfiles: 'allow', cacheControl: false }, (error?: Error) => {
      if (!error || response.headersSent) resolve()
      else reject(codeOf(error) === 'ENOENT' ? gone() : error)
    })
  })
}

const gone = (): Error =>
  problem('media_gone', 'The file was removed just now to make room for newer ones.')
