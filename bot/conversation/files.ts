import { problem } from '../../common/contracts/errors.ts'
import { mediaOf } from '../../common/contracts/content/content.ts'
import type { Content } from '../../common/contracts/content/content.ts'
import type { MediaObject } from '../../common/contracts/content/media.ts'
import { asMediaId } from '../../common/domain/ids.ts'
import { mediaSentence } from '../../common/domain/media.ts'
import type { MediaType } from '../../common/domain/media.ts'
import { misfitOf } from '../media/fit.ts'
import type { Media } from '../store/media.ts'
import type { NewMessage } from '../store/messages.ts'

/** A content with the file that goes along with it, if one does. */
interface Filed extends Pick<NewMessage, 'mediaId' | 'file'> {
  readonly content: Content
}

/** A link that was asked for so lately gives the same file, in milliseconds. */
const SAME_LINK = 10 * 60_000

/**
 * Finds the file that a message is to take along, or has it fetched from its link.
 * @throws {Problem} `unknown_media`, `media_gone`, `media_type`, `media_too_large`
 */
export async function withFile(files: Media, content: Content, now: number): Promise<Filed> {
  const found = mediaOf(content)
  if (!found) return { content }
  const { type, media } = found
  const { id, link } = media
  if (id !== undefined) {
    const filename = await insistOn(files, type, media, id)
    return { content: called(content, media, filename), mediaId: asMediaId(id) }
  }
  const source = link ?? ''
  const named = called(content, media, nameIn(source))
  const mediaId = await files.linked(source, now - SAME_LINK)
  return mediaId
    ? { content: named, mediaId }
    : { content: named, file: { origin: 'link', source } }
}

/** @returns what the file is called */
async function insistOn(
  files: Media,
  type: MediaType,
  { voice }: MediaObject,
  id: string,
): Promise<string | undefined> {
  const file = await files.get(asMediaId(id))
  if (!file) {
    throw problem('unknown_media', `There is no file ${id}. Upload it first: POST …/media.`)
  }
  const { state, reason, mime, size, facts, filename } = file
  if (state !== 'stored' && state !== 'pending') {
    throw problem('media_gone', `${mediaSentence(state, reason)} Upload the file again.`)
  }
  const misfit =
    mime !== null && size !== null && state === 'stored'
      ? misfitOf({ type, voice }, { mime, size, facts })
      : undefined
  if (misfit) throw problem(misfit.code, misfit.sentence)
  return filename ?? undefined
}

/** Of all types only a document has a name. */
function called(content: Content, { filename }: MediaObject, name: string | undefined): Content {
  if (!('document' in content) || filename !== undefined || name === undefined) return content
  return { ...content, document: { ...content.document, filename: name } }
}

const NAME_LIMIT = 240

function nameIn(link: string): string | undefined {
  const last = URL.parse(link)?.pathname.split('/').at(-1)
  if (!last) return undefined
  try {
    return decodeURIComponent(last).slice(0, NAME_LIMIT)
  } catch {
    return last.slice(0, NAME_LIMIT)
  }
}
