import { parse } from 'acorn'

/**
 * One character beyond Latin-1 makes V8 keep the whole program with two bytes for each letter: 7 MB
 * more in every bot. esbuild escapes such characters everywhere but in regular expressions.
 * @throws {Error} where one stands elsewhere
 */
export function asLatin1(program: string): string {
  const found: { readonly start: number; readonly end: number; readonly text: string }[] = []
  parse(program, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    onToken: ({ type, start, end }) => {
      if (type.label !== 'regexp') return
      const text = escaped(program.slice(start, end))
      if (text.length > end - start) found.push({ start, end, text })
    },
  })
  let latin1 = ''
  let at = 0
  for (const { start, end, text } of found) {
    latin1 += program.slice(at, start) + text
    at = end
  }
  latin1 += program.slice(at)
  const other = /[^\0-\xff]/u.exec(latin1)
  if (!other) return latin1
  const around = latin1.slice(Math.max(0, other.index - 60), other.index + 20)
  throw new Error(`The program has ${other[0]} outside of a regular expression: ${around}`)
}

/** @throws {Error} for what has no short escape and no `u` or `v` behind it */
function escaped(expression: string): string {
  const isByPoints = /\/[a-z]*[uv][a-z]*$/.test(expression)
  return expression.replaceAll(/[^\p{ASCII}]/gu, (character) => {
    const point = character.codePointAt(0) ?? 0
    if (point <= 0xffff) return `\\u${point.toString(16).padStart(4, '0')}`
    if (isByPoints) return `\\u{${point.toString(16)}}`
    throw new Error(`${expression} has ${character} and no u flag: give it one`)
  })
}
