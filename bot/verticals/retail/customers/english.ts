import { englishReplies } from './replies-en.ts'
import { englishCustomers } from './words-en.ts'

/** Customers in English. */
export const english = { words: englishCustomers, replies: englishReplies }
