import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import type { Row } from './scenario.ts'

const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

/** The rows as a Markdown table, with the ratio ours / baseline. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, unit, ours, baseline, against }) =>
      `| ${what} | ${number(ours)} ${unit} | ${number(baseline)} ${unit} | ${(ours / baseline).toFixed(2)} | ${against} |`,
  )
  return [
    '| figure | Flotilla | baseline | ratio | baseline is |',
    '|---|---|---|---|---|',
    ...lines,
  ].join('\n')
}

/** What the run was made on. */
export function machine(): string {
  const [cpu] = cpus()
  const gib = Math.round(totalmem() / 1024 ** 3)
  return `${cpus().length} cores (${cpu?.model.trim() ?? 'unknown'}), ${gib} GiB, Linux ${release()}, Node ${process.versions.node}`
}

const BEGIN = '<!-- bench:begin -->'
const END = '<!-- bench:end -->'

/** A document with the part between its marks replaced. @throws {Error} when it has no marks */
export function withTable(file: string, table: string): string {
  const text = readFileSync(file, 'utf8')
  const begin = text.indexOf(BEGIN)
  const end = text.indexOf(END)
  if (begin === -1 || end < begin) throw new Error(`${file} has no place for the table`)
  return `${text.slice(0, begin + BEGIN.length)}\n${table}\n${text.slice(end)}`
}
