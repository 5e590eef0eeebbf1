import { resolve } from 'node:path'

/** The checkout this program belongs to, wherever it was called from. */
export const root = resolve(import.meta.dirname, '..')
