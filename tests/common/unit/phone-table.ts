import { readFileSync } from 'node:fs'

/** A number as somebody wrote it, and what has to come of it. */
export interface PhoneRow {
  readonly given: string
  readonly country: string | undefined
  /** The canonical number, or the reason of the refusal. */
  readonly expected: string
  readonly candidates: readonly string[]
}

const unescaped = (text: string): string =>
  text
    .replaceAll(/\\u([0-9a-f]{4})/g, (_all, code: string) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    )
    .replaceAll(String.raw`\n`, '\n')

function rowOf(line: string): PhoneRow {
  const [given = '', country, expected = '', candidates = ''] = line
    .split('|')
    .map((cell) => cell.trim())
  return {
    given: unescaped(given),
    country: country === '-' ? undefined : country,
    expected,
    candidates: candidates === '' ? [expected.slice(1)] : candidates.split(' '),
  }
}

/** The rows of `phone-table.txt`. */
export const PHONE_TABLE: readonly PhoneRow[] = readFileSync(
  new URL('phone-table.txt', import.meta.url),
  'utf8',
)
  .trimEnd()
  .split('\n')
  .filter((line) => !line.startsWith('# '))
  .map(rowOf)
