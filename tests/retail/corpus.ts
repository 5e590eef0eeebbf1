import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join(import.meta.dirname, 'corpus')
const CATALOGUE = 'catalogue.txt'

/** What the owner writes, and what has to become of it, in the notation of `corpus/README.md`. */
export interface Step {
  readonly says: string
  readonly expected: string
}

/** A conversation, from its first message to its last. */
export interface Dialogue {
  /** File and line of the last message. */
  readonly place: string
  readonly shop: Shop
  readonly steps: readonly Step[]
}

/** Where the shop is, and what its prices are multiplied by. */
export interface Shop {
  readonly language: string
  readonly currency: string
  readonly timezone: string
  readonly factor: number
}

export interface Article {
  readonly name: string
  readonly aliases: readonly string[]
  readonly unit: string
  readonly price: number
  readonly cost: number
  readonly stock: number
}

const filesOf = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => name.endsWith('.txt') && !name.startsWith('catalogue'))

const linesIn = (name: string, folder = FOLDER): readonly string[] =>
  readFileSync(join(folder, name), 'utf8').split('\n')

/** Every line of a corpus as the last message of a conversation; of what owners write, unless told. */
export function readCorpus(folder = FOLDER): readonly Dialogue[] {
  return filesOf(folder).flatMap((file) => dialoguesIn(file, folder))
}

/** @throws {Error} for a line that is none */
function dialoguesIn(file: string, folder: string): readonly Dialogue[] {
  const dialogues: Dialogue[] = []
  let shop: Shop | undefined
  let before: readonly Step[] = []
  for (const [index, line] of linesIn(file, folder).entries()) {
    const place = `${file}:${index + 1}`
    if (line.startsWith('@ ')) shop = shopIn(line, place)
    if (line.trim() === '' || /^(@ |## )/.test(line)) continue
    if (!shop) throw new Error(`${place} stands before any shop`)
    const depth = (/^ */.exec(line)?.[0].length ?? 0) / 2
    if (depth > before.length) throw new Error(`${place} is indented too far`)
    before = [...before.slice(0, depth), stepIn(line, place)]
    dialogues.push({ place, shop, steps: before })
  }
  return dialogues
}

function stepIn(line: string, place: string): Step {
  const at = line.lastIndexOf(' => ')
  if (at === -1) throw new Error(`${place} expects nothing`)
  const says = line
    .slice(0, at)
    .trimStart()
    .replaceAll(String.raw`\n`, '\n')
  return { says, expected: line.slice(at + ' => '.length).trim() }
}

function shopIn(line: string, place: string): Shop {
  const [, language, currency, timezone, factor] = line.split(' ')
  if (!language || !currency || !timezone || !(Number(factor) > 0)) {
    throw new Error(`${place} names no shop`)
  }
  return { language, currency, timezone, factor: Number(factor) }
}

/** What the shop sells, at prices that are still to be multiplied. */
export function readCatalogue(): readonly Article[] {
  const lines = linesIn(CATALOGUE).filter((line) => line.includes('|') && !line.startsWith('#'))
  return lines.map((line) => {
    const [name = '', aliases = '', unit = '', ...figures] = line
      .split('|')
      .map((field) => field.trim())
    const [price = Number.NaN, cost = Number.NaN, stock = Number.NaN] = figures.map(Number)
    const others = aliases.split(',').map((alias) => alias.trim())
    return { name, aliases: others.filter((alias) => alias !== ''), unit, price, cost, stock }
  })
}

/** What the shop sells under the names that it has in a language; the ids are those of the notation. */
export function readCatalogueIn(language: string): readonly (Article & { readonly id: string })[] {
  const [code = ''] = language.split('-')
  const articles = readCatalogue().map((article) => ({ ...article, id: article.name }))
  if (code === 'es') return articles
  const lines = linesIn(`catalogue-${code}.txt`).filter((line) => /^[^#]+\|/.test(line))
  const named = new Map(
    lines.map((line) => {
      const [id = '', name = '', aliases = ''] = line.split('|').map((field) => field.trim())
      return [id, { name, aliases: aliases.split(', ').filter((alias) => alias !== '') }]
    }),
  )
  return articles.map((article) => ({ ...article, ...named.get(article.id) }))
}
