import type { World } from './world.ts'

/** One figure, ours beside the baseline's, from the same run: one value of each run. */
export interface Row {
  readonly what: string
  readonly unit: 'ms' | '/s' | 'MB/s' | 'MiB' | 'messages' | '×' | '%'
  readonly ours: readonly number[]
  readonly baseline: readonly number[]
  /** What the baseline is. */
  readonly against: string
  /** The same of a Node that only waits. */
  readonly floor?: readonly number[]
}

export interface Size {
  /** How often everything is measured; the median counts. */
  readonly runs: number
  /** Messages of one measurement. */
  readonly messages: number
  /** How many bots of each kind run beside each other while memory is measured. */
  readonly bots: readonly number[]
  readonly idleSeconds: number
}

/** @param botFlags for the Node of the bots */
export type OpenWorld = (botFlags?: readonly string[]) => Promise<World>

export interface Scenario {
  /** Measures on a fresh world, which it may open again. */
  measure(openWorld: OpenWorld, size: Size): Promise<readonly Row[]>
}

/** Both sides one after the other, and the other way round in the next run. */
export const inTurn = <T>(run: number, sides: readonly T[]): readonly T[] =>
  run % 2 === 0 ? sides : sides.toReversed()
