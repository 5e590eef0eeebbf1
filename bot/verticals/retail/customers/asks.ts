/** What a message of a customer is about. Products by their ids. */
export type Ask =
  | {
      readonly ask: 'greeting' | 'which' | 'catalogue' | 'more' | 'person' | 'thanks' | 'not-known'
    }
  /** Whether it is open at this moment. */
  | { readonly ask: 'open' }
  /** A day as `2026-03-24`; undefined for the whole week. */
  | { readonly ask: 'hours'; readonly day: string | undefined }
  | { readonly ask: 'price' | 'available' | 'order' | 'akin'; readonly products: readonly string[] }
  | { readonly ask: 'unknown'; readonly words: string }

/** What was said last in a chat, as far as the next message may go on with it. */
export interface Talk {
  /** What was told last, in the order of its numbers. */
  readonly menu: readonly string[]
  /** What a thing that is named alone would be asked for. */
  readonly about: 'price' | 'available' | 'order' | 'hours' | undefined
  /** A thing was asked for by the bot: whatever is named now is meant. */
  readonly isAsked: boolean
  /** A person was offered. */
  readonly isOffered: boolean
  /** What was not known was said not to be; saying it again would be a nag. */
  readonly isLost: boolean
  readonly isGreeted: boolean
  /** How much of a long list was shown. */
  readonly shown: number
}

export const NO_TALK: Talk = {
  menu: [],
  about: undefined,
  isAsked: false,
  isOffered: false,
  isLost: false,
  isGreeted: false,
  shown: 0,
}
