import type { Vertical } from '../vertical.ts'

/** A business of no special kind: the bot welcomes, stores and hands over. */
export const plain: Vertical = { name: 'plain', migrations: {}, tools: [] }
