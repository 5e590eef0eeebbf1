import { NO_TALK } from './asks.ts'
import type { Ask, Talk } from './asks.ts'

/** So many products are told at once; the others when more is asked for. */
export const PAGE = 20

/**
 * What is open in a chat after an answer.
 * @param catalogue the ids of all that is sold
 */
export function talkAfter(asks: readonly Ask[], talk: Talk, catalogue: readonly string[]): Talk {
  if (asks.some(({ ask }) => ask === 'person')) return NO_TALK
  const [last] = asks.slice(-1)
  // Silence leaves everything as it was.
  if (!last) return talk
  const isGreeted = talk.isGreeted || last.ask === 'greeting'
  if (last.ask === 'greeting' || last.ask === 'thanks') {
    return { ...talk, isOffered: false, isLost: false, isGreeted }
  }
  const listed = listedBy(asks, talk, catalogue)
  const about = aboutOf(asks)
  return {
    menu: listed?.menu ?? talk.menu,
    shown: listed?.shown ?? 0,
    about: about ?? talk.about,
    isAsked: asks.some((one) => one.ask === 'which' || (one.ask === 'order' && isEmpty(one))),
    isOffered: asks.some(({ ask }) => OFFERING.has(ask)),
    isLost: asks.every(({ ask }) => ask === 'not-known'),
    isGreeted,
  }
}

/** What is answered with the offer of a person. */
export const OFFERING: ReadonlySet<Ask['ask']> = new Set(['unknown', 'akin', 'order', 'not-known'])

const isEmpty = (ask: Ask): boolean => !('products' in ask) || ask.products.length === 0

function listedBy(
  asks: readonly Ask[],
  talk: Talk,
  catalogue: readonly string[],
): Pick<Talk, 'menu' | 'shown'> | undefined {
  const products = asks.flatMap((ask) => ('products' in ask ? ask.products : []))
  if (products.length > 0) return { menu: products, shown: PAGE }
  if (asks.some(({ ask }) => ask === 'catalogue')) return { menu: catalogue, shown: PAGE }
  if (asks.some(({ ask }) => ask === 'more')) {
    return { menu: talk.menu, shown: talk.shown + PAGE }
  }
  return undefined
}

function aboutOf(asks: readonly Ask[]): Talk['about'] {
  const kinds = asks.map(({ ask }) => ask)
  if (kinds.includes('order')) return 'order'
  if (kinds.some((kind) => kind !== 'hours' && kind !== 'open' && kind !== 'not-known')) {
    return 'price'
  }
  return kinds.includes('hours') || kinds.includes('open') ? 'hours' : undefined
}
