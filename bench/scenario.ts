import type { World } from './world.ts'

/** One figure of ours beside the baseline's, from the same run. */
export interface Row {
  readonly what: string
  readonly unit: string
  readonly ours: number
  readonly baseline: number
  readonly against: string
}

export interface Size {
  /** How often what is quick to repeat is repeated; the median counts. */
  readonly rounds: number
  readonly messages: number
  readonly bots: number
  readonly idleSeconds: number
}

export type Scenario = (world: World, size: Size) => Promise<readonly Row[]>
