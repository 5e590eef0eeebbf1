/**
 * libsignal prints whole session objects, private keys included, with `console`. Only the text that
 * stands first may pass, and only where the log wants it. Call this before Baileys is loaded.
 * @param note gets the harmless part of what was printed
 */
export function quietConsole(note: (text: string) => void): void {
  const print = (...printed: readonly unknown[]): void => {
    const [first] = printed
    if (typeof first === 'string') note(first.slice(0, 200))
  }
  Object.assign(globalThis.console, {
    log: print,
    info: print,
    warn: print,
    error: print,
    debug: print,
    trace: print,
    dir: print,
  })
}
