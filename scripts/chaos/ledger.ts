import type { Finding } from './world.ts'

/** A message that a customer wrote. */
export interface Written {
  readonly tenant: number
  readonly customer: number
  /** Counts from 1 within the chat. */
  readonly number: number
  readonly text: string
  /** The network's id. */
  readonly id: string
}

/** A message that the API has accepted. */
export interface Ordered {
  readonly tenant: number
  readonly customer: number
  readonly number: number
  readonly text: string
  /** Ours. */
  readonly id: string
}

/** What was asked of the installation: everything that has to be found again. */
export class Ledger {
  readonly written: Written[] = []
  readonly ordered: Ordered[] = []
  /** Of what owners wrote, the sales: how many of the one thing that they sell. */
  readonly sold: (Pick<Written, 'tenant' | 'id'> & { readonly quantity: number })[] = []
  /** The same in the tenants' groups; `number` counts within the group, whoever wrote. */
  readonly writtenInGroups: Written[] = []
  readonly orderedForGroups: Omit<Ordered, 'customer'>[] = []
  /** API calls that were refused, or not accepted in all the time there was. */
  readonly refused: string[] = []
  /** API calls that were to be made, but for which the run had no time left. */
  unmade = 0
  /** Tries beyond the first of API calls. */
  retries = 0
  /** What was not as promised while the run went on. */
  readonly noticed: Finding[] = []
}
