/**
 * The ways one mobile number is written in countries that changed their plan: Mexico with and
 * without the 1, Argentina with and without the 9, Brazil with and without the ninth digit. The
 * number as given comes first.
 */
export function spellings(digits: string): readonly string[] {
  const others = RULES.flatMap(({ long, short, insert }) => {
    const withIt = long.exec(digits)
    if (withIt) return [`${withIt[1] ?? ''}${withIt[2] ?? ''}`]
    const without = short.exec(digits)
    return without ? [`${without[1] ?? ''}${insert}${without[2] ?? ''}`] : []
  })
  return [digits, ...others]
}

const RULES = [
  { long: /^(52)1(\d{10})$/, short: /^(52)(\d{10})$/, insert: '1' },
  { long: /^(54)9(\d{10})$/, short: /^(54)(\d{10})$/, insert: '9' },
  { long: /^(55\d{2})9([6-9]\d{7})$/, short: /^(55\d{2})([6-9]\d{7})$/, insert: '9' },
] as const
