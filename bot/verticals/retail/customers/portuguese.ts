import { portugueseReplies } from './replies-pt.ts'
import { portugueseCustomers } from './words-pt.ts'

/** Customers in Portuguese. */
export const portuguese = { words: portugueseCustomers, replies: portugueseReplies }
