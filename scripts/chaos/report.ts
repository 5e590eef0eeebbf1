import { sum } from './chaos.ts'
import type { ChaosReport } from './chaos.ts'

const SHOWN = 40

/** The report as a person reads it. */
export function reportText(report: ChaosReport): string {
  const { plan, kills, faults, seconds, findings } = report
  return [
    `Chaos, seed ${plan.seed}, ${plan.minutes} min, ${plan.tenants} tenants`,
    `  messages   ${report.written} in, ${report.accepted} out by API (${report.retries} retries), ${report.replies} replies`,
    `  kills      ${sum(kills)}`,
    ...lines(kills),
    `  faults     ${sum(faults)}`,
    ...lines(faults),
    `  copies     ${report.copies} on the wire under an id that the phone had already (allowed)`,
    `  retries    ${report.askedAgain} messages were asked for again`,
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
      killed: sum(report.kills),
    },
    undefined,
    2,
  )

const lines = (counts: ReadonlyMap<string, number>): readonly string[] =>
  [...counts].map(([what, count]) => `    ${String(count).padStart(5)}  ${what}`)

const tenths = (value: number): string => value.toFixed(1)
