import Database from 'better-sqlite3'

/**
 * From here on this process loads no more native code: neither addons nor SQLite's extensions. Node's
 * permission model allows addons from anywhere or none at all, and a bot needs one, at its start.
 * There is no way back.
 */
export function loadNoMoreNativeCode(): void {
  // The first database of a process is what loads SQLite.
  const sqlite = new Database(':memory:')
  Object.defineProperty(process, 'dlopen', {
    value: () => {
      throw new Error('No more native code is loaded in this process.')
    },
    writable: false,
    configurable: false,
  })
  Reflect.deleteProperty(Database.prototype, 'loadExtension')
  for (const key of Object.getOwnPropertySymbols(sqlite)) {
    const native: unknown = Reflect.get(sqlite, key)
    if (typeof native !== 'object' || native === null) continue
    Reflect.deleteProperty(Object.getPrototypeOf(native), 'loadExtension')
  }
  sqlite.close()
}
