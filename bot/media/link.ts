import { request as plainRequest } from 'node:http'
import type { IncomingMessage, RequestOptions } from 'node:http'
import { request as tlsRequest } from 'node:https'
import { insistOnPublicHost, NotPublic, publicLookup } from '../../common/kit/public-address.ts'

/** A link that will never give a file, however often it is tried. */
export class LinkRefused extends Error {
  override readonly name = 'LinkRefused'
  /** One word, such as `link_not_public`. */
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

/** What is behind a link. */
export interface Linked {
  /** The type that the server claims. */
  readonly mime: string | undefined
  readonly bytes: AsyncIterable<Uint8Array>
}

const REDIRECTS = 3
/** A server that says nothing for so long is given up, in milliseconds. */
const SILENCE = 15_000
/** Those of the 4xx that may pass; any other is an answer. */
const LATER: ReadonlySet<number> = new Set([408, 425, 429])

/**
 * Opens a link. Redirects are followed, a few; none of them, and no name, may lead into a private
 * network.
 * @param isPrivateAllowed the operator wants links into private networks
 * @throws {LinkRefused} for good; any other error may pass
 */
export async function openLink(
  link: string,
  isPrivateAllowed: boolean,
  signal: AbortSignal,
): Promise<Linked> {
  let url = parse(link)
  for (let hop = 0; hop <= REDIRECTS; hop += 1) {
    const response = await ask(url, isPrivateAllowed, signal)
    const { statusCode = 0, headers } = response
    if (statusCode === 200) return { mime: headers['content-type'], bytes: response }
    response.destroy()
    const isRedirect = statusCode >= 300 && statusCode < 400 && headers.location !== undefined
    if (!isRedirect) throw refusal(statusCode)
    url = parse(headers.location ?? '', url)
  }
  throw new LinkRefused('link_redirects')
}

function parse(link: string, base?: URL): URL {
  const url = URL.parse(link, base?.href)
  if (url && /^https?:$/.test(url.protocol)) return url
  throw new LinkRefused('link_invalid')
}

function refusal(status: number): Error {
  const isFinal = status >= 300 && status < 500 && !LATER.has(status)
  return isFinal ? new LinkRefused('link_refused') : new Error(`the link answers ${status}`)
}

async function ask(
  url: URL,
  isPrivateAllowed: boolean,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const options: RequestOptions = {
    signal,
    timeout: SILENCE,
    // Some servers give nothing to who does not say its name.
    headers: { accept: '*/*', 'user-agent': 'Flotilla' },
    ...(!isPrivateAllowed && { lookup: publicLookup }),
  }
  try {
    if (!isPrivateAllowed) insistOnPublicHost(url)
    return await new Promise((resolve, reject) => {
      const request = (url.protocol === 'http:' ? plainRequest : tlsRequest)(url, options)
      request.once('response', resolve)
      request.once('error', reject)
      request.once('timeout', () => request.destroy(new Error('the link is silent')))
      request.end()
    })
  } catch (error) {
    if (error instanceof NotPublic) throw new LinkRefused('link_not_public')
    throw error
  }
}
