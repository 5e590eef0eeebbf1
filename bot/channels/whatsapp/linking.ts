import { problem } from '../../../common/contracts/errors.ts'
import type { Link } from './link.ts'

/** How long the network may take until a code can be asked for, in milliseconds. */
const QR_TIMEOUT = 20_000
const LOGOUT_TIMEOUT = 5000

/**
 * A code to type into the phone with this number.
 * @param digits in the form in which WhatsApp knows it
 * @throws {Problem} `already_linked`, or `pairing_unavailable` when the network cannot be reached
 */
export async function requestCode(link: Link | undefined, digits: string): Promise<string> {
  if (link?.isLinked) {
    throw problem('already_linked', 'The bot is linked already. Log it out to link another phone.')
  }
  link?.ask(true)
  await link?.until(() => link.pairingSocket !== undefined, QR_TIMEOUT)
  try {
    const code = await link?.pairingSocket?.requestPairingCode(digits)
    if (!link || code === undefined) throw new Error('no connection to pair on')
    link.setCode(code)
    return code
  } catch (error) {
    throw problem(
      'pairing_unavailable',
      'WhatsApp cannot be reached for pairing just now. Try again in a minute.',
      { cause: error },
    )
  }
}

/**
 * Unlinks the phone, at the network too if that can be reached.
 * @throws {Problem} `not_linked`
 */
export async function logout(link: Link | undefined): Promise<void> {
  if (!link?.isLinked) throw problem('not_linked', 'The bot is not linked to a phone.')
  const isOut = () => link.connection.state === 'logged_out'
  try {
    await link.openSocket?.logout()
    if (await link.until(isOut, link.openSocket ? LOGOUT_TIMEOUT : 0)) return
  } catch {
    // The network could not be told; the phone will show the device until it is removed there.
  }
  if (!isOut()) link.forget()
}
