import { asSlug } from './ids.ts'
import type { Slug } from './ids.ts'

const LONGEST = 31

/**
 * A slug out of a business' name: "Mundo Apple" → `mundo-apple`, "Ñandú & Cía." → `nandu-cia`.
 * @returns undefined when nothing usable is left of the name
 */
export function slugify(name: string): Slug | undefined {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+/g, '')
    .slice(0, LONGEST)
    .replaceAll(/-+$/g, '')
  return plain.length >= 2 ? asSlug(plain) : undefined
}

/** `slug`, or the first of `slug-2`, `slug-3`… that is not taken. */
export function freeSlug(slug: Slug, isTaken: (slug: Slug) => boolean): Slug {
  if (!isTaken(slug)) return slug
  for (let number = 2; ; number += 1) {
    const ending = `-${number}`
    const candidate = asSlug(slug.slice(0, LONGEST - ending.length).replace(/-+$/, '') + ending)
    if (!isTaken(candidate)) return candidate
  }
}
