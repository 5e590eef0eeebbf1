// libsignal 6.0.0 prints session objects, private keys included, on the console.
const SECRET_TALK = [
  'Closing session',
  'Closing open session',
  'Closing stale open session',
  'Opening session',
  'Removing old closed session',
  'Session already closed',
  'Session already open',
  'Session error:',
  'Failed to decrypt message with any known session',
  'Decrypted message with closed session',
  'WARNING: Expected pubkey of length 33',
]

/** Keeps libsignal's private talk off the console; everything else is printed as before. */
export function quietSignal(): void {
  // oxlint-disable-next-line no-console -- this is about the console itself
  const target = globalThis.console
  for (const level of ['info', 'warn', 'error'] as const) {
    const print = target[level].bind(target)
    target[level] = (...parts: unknown[]) => {
      const [first] = parts
      if (typeof first === 'string' && SECRET_TALK.some((talk) => first.startsWith(talk))) return
      print(...parts)
    }
  }
}
