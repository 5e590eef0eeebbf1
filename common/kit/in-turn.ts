/** Runs what it is given one after another, in the order of asking; a failure stops nobody else. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>

export function oneAfterAnother(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined)
    return mine
  }
}
