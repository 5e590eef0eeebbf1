import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { median } from './measure.ts'
import type { Row } from './scenario.ts'

const number = (value: number): string =>
  value >= 100 || value === 0 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)

/** The median, and between which values it lies. */
function spread(values: readonly number[], unit: string): string {
  const middle = `**${number(median(values))}** ${unit}`
  if (values.length < 2) return middle
  return `${middle} (${number(Math.min(...values))}–${number(Math.max(...values))})`
}

const ratio = ({ ours, baseline }: Row): string =>
  median(baseline) === 0 ? '–' : (median(ours) / median(baseline)).toFixed(2)

/** The rows as Markdown tables, with the ratio ours / baseline. */
export function tablesOf(rows: readonly Row[]): string {
  const speed = rows.filter(({ floor }) => floor === undefined)
  const memory = rows.filter(({ floor }) => floor !== undefined)
  return [speedTable(speed), memoryTable(memory)].filter((text) => text !== '').join('\n\n')
}

function speedTable(rows: readonly Row[]): string {
  return table(
    ['figure', 'better', 'Flotilla', 'baseline', 'ratio', 'the baseline is'],
    rows.map((row) => [
      row.what,
      row.unit.endsWith('/s') ? 'more' : 'less',
      spread(row.ours, row.unit),
      spread(row.baseline, row.unit),
      ratio(row),
      row.against,
    ]),
  )
}

function memoryTable(rows: readonly Row[]): string {
  return table(
    ['memory per process', 'Flotilla', 'naive bot', 'ratio', 'bare Node'],
    rows.map((row) => [
      row.what,
      spread(row.ours, row.unit),
      spread(row.baseline, row.unit),
      ratio(row),
      spread(row.floor ?? [], row.unit),
    ]),
  )
}

function table(headings: readonly string[], lines: readonly (readonly string[])[]): string {
  if (lines.length === 0) return ''
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(headings), line(headings.map(() => '---')), ...lines.map(line)].join('\n')
}

/** What the run was made on. */
export function machine(): string {
  const [cpu] = cpus()
  const gib = Math.round(totalmem() / 1024 ** 3)
  const model = cpu?.model.trim() ?? 'unknown'
  const kernel = release().split('-')[0] ?? ''
  return `${cpus().length} cores (${model}), ${gib} GiB, Linux ${kernel}, Node ${process.versions.node}`
}

/** A document with the part between the marks of a place replaced. @throws {Error} without marks */
export function withTables(file: string, place: string, tables: string): string {
  const text = readFileSync(file, 'utf8')
  const mark = `<!-- ${place}:begin -->`
  const begin = text.indexOf(mark)
  const end = text.indexOf(`<!-- ${place}:end -->`)
  if (begin === -1 || end < begin) throw new Error(`${file} has no place for the table`)
  return `${text.slice(0, begin + mark.length)}\n${tables}\n${text.slice(end)}`
}
