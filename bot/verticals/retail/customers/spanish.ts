import { spanishReplies } from './replies-es.ts'
import { spanishCustomers } from './words-es.ts'

/** Customers in Spanish. */
export const spanish = { words: spanishCustomers, replies: spanishReplies }
