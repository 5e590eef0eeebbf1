import { isMediaType } from '../../common/domain/media.ts'
import type { MediaType } from '../../common/domain/media.ts'
import { SendError } from '../channels/channel.ts'
import type { OutgoingFile, OutgoingMedia } from '../channels/media.ts'
import type { StoredMedia } from '../store/media.ts'
import type { Store } from '../store/store.ts'
import type { StoredMessage } from '../store/stored-message.ts'
import { misfitOf } from './fit.ts'
import type { MediaFolder } from './files.ts'

/** The files that go out on a channel. */
export function outgoingMedia(
  store: Pick<Store, 'messages' | 'media' | 'mediaUploads'>,
  folder: MediaFolder,
  channel: string,
): OutgoingMedia {
  const nameOf = ({ sha256 }: OutgoingFile, type: MediaType) => ({ channel, type, sha256 })
  return {
    async fileOf(id) {
      const message = await store.messages.byNetworkId(id)
      const media = message?.mediaId && (await store.media.get(message.mediaId))
      if (!message || !media) throw new SendError('rejected', 'media_gone')
      return fileOf(message, media, folder)
    },
    claim: (file, type, offeredKey) => store.mediaUploads.claim(nameOf(file, type), offeredKey),
    keep: (file, type, place) => store.mediaUploads.keep(nameOf(file, type), place),
  }
}

function fileOf(message: StoredMessage, media: StoredMedia, folder: MediaFolder): OutgoingFile {
  const { state, reason, sha256, size, mime, facts } = media
  if (state === 'pending') throw new SendError('unsent', 'media_pending')
  const isLeft = message.delivery !== 'queued'
  // What has left may be asked for again by a phone, and lies at the network then.
  const isUsable = state === 'stored' || (state === 'gone' && isLeft)
  if (!isUsable || sha256 === null || size === null || mime === null) {
    throw new SendError('rejected', reasonOf(state, reason))
  }
  const misfit = isLeft ? undefined : misfitOf(useOf(message), { mime, size, facts })
  if (misfit) throw new SendError('rejected', misfit.code)
  return { sha256, size, mime, facts, bytes: () => folder.read(sha256) }
}

const reasonOf = (state: string, reason: string | null): string =>
  reason?.startsWith('link_') ? reason : `media_${state}`

function useOf({ type, content }: StoredMessage) {
  if (!isMediaType(type)) throw new Error(`a message of the type ${type} has a file`)
  const { audio }: { audio?: { voice?: boolean } } = content ?? {}
  return { type, voice: audio?.voice }
}
