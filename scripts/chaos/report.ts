import type { Kills } from './kills.ts'
import type { Ledger } from './ledger.ts'
import { OWNER } from './plan.ts'
import type { ChaosPlan } from './plan.ts'
import type { Finding } from './world.ts'

/** What a run did and what it found. */
export interface ChaosReport {
  readonly plan: ChaosPlan
  readonly kills: Kills
  readonly faults: ReadonlyMap<string, number>
  /** How many messages and receipts each kind of fault has struck. */
  readonly struck: ReadonlyMap<string, number>
  readonly written: number
  readonly accepted: number
  /** The same in the tenants' groups. */
  readonly inGroups: { readonly written: number; readonly accepted: number }
  readonly replies: number
  /** Tries of API calls beyond the first. */
  readonly retries: number
  /** Calls that clients had no time left for. */
  readonly unmade: number
  /** Messages that the network has refused, each with its reason. */
  readonly refused: number
  /** Sales that owners told of: each is booked once. */
  readonly sold: number
  /** Turns that inbound messages had. */
  readonly turns: number
  /** Copies at phones under an id that was there already. */
  readonly copies: number
  /** Messages that a side could not decrypt and asked for again. */
  readonly askedAgain: number
  /** Webhook events: how many, how many posts of them again, and how many were failed on purpose. */
  readonly events: {
    readonly arrived: number
    readonly repeated: number
    readonly refused: number
  }
  readonly seconds: { readonly boot: number; readonly chaos: number; readonly rest: number }
  readonly findings: readonly Finding[]
}

/** What was asked of the bots. */
export function countsOf(ledger: Ledger) {
  const isOwners = ({ customer }: { customer: number }): boolean => customer === OWNER
  const customers = ledger.written.filter((one) => !isOwners(one))
  const writers = new Set(customers.map(({ tenant, customer }) => `${tenant} ${customer}`))
  return {
    written: ledger.written.length,
    accepted: ledger.ordered.length,
    inGroups: {
      written: ledger.writtenInGroups.length,
      accepted: ledger.orderedForGroups.length,
    },
    replies: writers.size + ledger.written.filter(isOwners).length,
    sold: ledger.sold.length,
    retries: ledger.retries,
    unmade: ledger.unmade,
  } satisfies Partial<ChaosReport>
}

const SHOWN = 40

/** The report as a person reads it. */
export function reportText(report: ChaosReport): string {
  const { plan, kills, faults, struck, events, seconds, findings } = report
  return [
    `Chaos, seed ${plan.seed}, ${plan.minutes} min, ${plan.tenants} tenants`,
    `  messages   ${report.written} in, ${report.accepted} out by API (${report.retries} retries), ${report.replies} replies`,
    `  in groups  ${report.inGroups.written} in, ${report.inGroups.accepted} out by API, at each member's phone`,
    ...(report.unmade > 0
      ? [
          `  not made   ${report.unmade} API calls: clients waited for answers until the time was up`,
        ]
      : []),
    `  books      ${report.sold} sales, each told by an owner and booked once`,
    `  turns      ${report.turns}, one for each message in or burst of them`,
    `  refused    ${report.refused} by the network, each failed with its reason and not at its phone`,
    `  kills      ${sum(kills)}`,
    ...lines(kills),
    `  faults     ${sum(faults)}`,
    ...lines(faults),
    `  struck     ${sum(struck)} messages and receipts`,
    ...lines(struck),
    `  copies     ${report.copies} on the wire under an id that the phone had already (allowed)`,
    `  retries    ${report.askedAgain} messages were asked for again`,
    `  webhooks   ${events.arrived} events, ${events.repeated} of them posted again (allowed), ${events.refused} posts failed on purpose`,
    `  time       boot ${tenths(seconds.boot)}, chaos ${tenths(seconds.chaos)}, rest ${tenths(seconds.rest)} s`,
    findings.length === 0
      ? 'Nothing lost, nothing twice.'
      : `${findings.length} promises were not kept:`,
    ...findings.slice(0, SHOWN).map(({ kind, detail }) => `  ${kind}: ${detail}`),
    ...(findings.length > SHOWN ? [`  … and ${findings.length - SHOWN} more`] : []),
  ].join('\n')
}

/** The report for a program. */
export const reportJson = (report: ChaosReport): string =>
  JSON.stringify(
    {
      ...report,
      kills: Object.fromEntries(report.kills),
      faults: Object.fromEntries(report.faults),
      struck: Object.fromEntries(report.struck),
      killed: sum(report.kills),
    },
    undefined,
    2,
  )

export const sum = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((total, count) => total + count, 0)

const lines = (counts: ReadonlyMap<string, number>): readonly string[] =>
  [...counts].map(([what, count]) => `    ${String(count).padStart(5)}  ${what}`)

const tenths = (value: number): string => value.toFixed(1)
