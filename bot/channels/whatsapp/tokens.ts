import type { SignalKeyStore } from '@whiskeysockets/baileys'

const TOKENS = 'tctoken'

/**
 * Lets privacy tokens past Baileys' transactions. It notes that it gave a contact one only after the
 * transaction of the send is over, in a task that still believes in it: what that task sets is lost,
 * and what it gets is as old as the send. Tokens belong to no ratchet step, so each is read from and
 * committed to the disk at once.
 * @param keys the store that Baileys has put its transactions into; it is changed
 * @param disk the store beneath
 */
export function passTokensBy(keys: SignalKeyStore, disk: SignalKeyStore): void {
  const theirs: SignalKeyStore = { get: keys.get.bind(keys), set: keys.set.bind(keys) }
  keys.get = (type, ids) => (type === TOKENS ? disk : theirs).get(type, ids)
  keys.set = async ({ [TOKENS]: tokens, ...others }) => {
    if (tokens) await disk.set({ [TOKENS]: tokens })
    if (!tokens || Object.keys(others).length > 0) await theirs.set(others)
  }
}
