import { parseJid } from './jid.ts'
import type { Baileys, WASocket } from './socket.ts'

/**
 * Opens a Signal session with each device that has none and whose LID nobody has told yet. Baileys
 * fetches keys under LIDs alone: for such a device it asks for nobody's, and then cannot encrypt.
 * The session stands under the phone number until Baileys learns the LID and moves it there.
 * @param devices addresses of devices
 * @throws {Error} when there is no answer, or no keys in it
 */
export async function openUnmappedSessions(
  { parseAndInjectE2ESessions }: Pick<Baileys, 'parseAndInjectE2ESessions'>,
  socket: WASocket,
  devices: readonly string[],
): Promise<void> {
  const numbers = devices.filter((jid) => parseJid(jid)?.server === 's.whatsapp.net')
  const { lidMapping } = socket.signalRepository
  const mapped = new Set((await lidMapping.getLIDsForPNs(numbers))?.map(({ pn }) => pn))
  const missing: string[] = []
  for (const jid of numbers) {
    if (mapped.has(jid)) continue
    const { exists } = await socket.signalRepository.validateSession(jid)
    if (!exists) missing.push(jid)
  }
  if (missing.length === 0) return
  const keys = await socket.query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'get', xmlns: 'encrypt' },
    content: [
      { tag: 'key', attrs: {}, content: missing.map((jid) => ({ tag: 'user', attrs: { jid } })) },
    ],
  })
  await parseAndInjectE2ESessions(keys, socket.signalRepository)
}
