import type { Request, Router } from 'express'
import { postMedia } from '../../common/contracts/media-api.ts'
import { problem } from '../../common/contracts/errors.ts'
import { mountBytes } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

/** Whoever sends nothing for so long is given up, in milliseconds. */
const SILENCE = 60_000

export function mountPostMedia(router: Router, { media }: ApiParts): void {
  mountBytes(router, postMedia, async ({ query }, request, response) => {
    media.insistOnSize(Number(request.get('content-length') ?? 0))
    const as = { mime: request.get('content-type'), filename: query.filename }
    response.status(postMedia.status).json(await media.take(wholeOf(request), as))
  })
}

/** The bytes of a request; an upload that is cut off is no file. */
async function* wholeOf(request: Request): AsyncGenerator<Uint8Array> {
  request.setTimeout(SILENCE, () => request.destroy())
  try {
    // What is given up half way is still to be answered, on the same connection.
    yield* request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  } catch (error) {
    throw problem('invalid_request', 'The upload broke off, so nothing of it was kept.', {
      cause: error,
    })
  }
}
