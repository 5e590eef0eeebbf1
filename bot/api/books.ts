import type { Router } from 'express'
import { BOOKS } from '../../common/contracts/books-api.ts'
import { mount } from '../../common/kit/http.ts'
import type { ApiParts } from './parts.ts'

/** All about the books: each request is one tool of the vertical. */
export function mountBooks(router: Router, { books }: ApiParts): void {
  for (const { endpoint, tool } of BOOKS) {
    mount(router, endpoint, ({ params, query, body, idempotencyKey }) =>
      books.use(tool, Object.assign({}, query, body, params), idempotencyKey),
    )
  }
}
