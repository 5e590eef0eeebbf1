import * as z from 'zod'
import { endpoint } from '../kit/endpoint.ts'
import {
  chatListSchema,
  chatParamsSchema,
  chatQuerySchema,
  chatSchema,
  contactChangeSchema,
  contactListSchema,
  contactMergeSchema,
  contactParamsSchema,
  contactQuerySchema,
  contactSchema,
  newContactSchema,
} from './contacts.ts'
import { ofTenant } from './of-tenant.ts'

const nothing = z.object({})
const noBody = z.unknown()

/** What is said and done about one person. */
const ofContact = {
  status: 200,
  params: contactParamsSchema,
  query: nothing,
  body: noBody,
  reply: contactSchema,
  problems: ['unknown_contact'],
} as const

export const listContacts = endpoint({
  method: 'GET',
  path: '/api/contacts',
  summary: 'Contacts, oldest first; by name, number, tag',
  status: 200,
  params: nothing,
  query: contactQuerySchema,
  body: noBody,
  reply: contactListSchema,
})

export const putContact = endpoint({
  method: 'POST',
  path: '/api/contacts',
  summary: 'Write a person down by phone number: made if it is not there, changed if it is',
  status: 200,
  params: nothing,
  query: nothing,
  body: newContactSchema,
  reply: contactSchema,
})

export const getContact = endpoint({
  ...ofContact,
  method: 'GET',
  path: '/api/contacts/:contact',
  summary: 'One contact, by id or phone number',
})

export const updateContact = endpoint({
  ...ofContact,
  method: 'PATCH',
  path: '/api/contacts/:contact',
  summary: 'Change the name, the note or the tags; what is left out stays',
  body: contactChangeSchema,
})

export const deleteContact = endpoint({
  ...ofContact,
  method: 'DELETE',
  path: '/api/contacts/:contact',
  summary:
    'Delete a contact with its chats; what waits for it is cancelled, and who writes again is new',
  status: 204,
  reply: noBody,
})

export const mergeContact = endpoint({
  ...ofContact,
  method: 'POST',
  path: '/api/contacts/:contact/merge',
  summary:
    'Make two contacts one person with one thread; the older id stays, the other leads to it',
  body: contactMergeSchema,
  problems: ['unknown_contact', 'same_contact'],
})

export const blockContact = endpoint({
  ...ofContact,
  method: 'POST',
  path: '/api/contacts/:contact/block',
  summary: 'Answer and send nothing any more, on this side and on WhatsApp',
})

export const unblockContact = endpoint({
  ...ofContact,
  method: 'POST',
  path: '/api/contacts/:contact/unblock',
  summary: 'Answer and send again',
})

export const listChats = endpoint({
  method: 'GET',
  path: '/api/chats',
  summary: 'Threads, one per person and channel, the newest first, with what is unread',
  status: 200,
  params: nothing,
  query: chatQuerySchema,
  body: noBody,
  reply: chatListSchema,
})

export const getChat = endpoint({
  method: 'GET',
  path: '/api/chats/:chat',
  summary: 'One thread; its messages are at /messages?chat=',
  status: 200,
  params: chatParamsSchema,
  query: nothing,
  body: noBody,
  reply: chatSchema,
  problems: ['unknown_chat'],
})

export const readChat = endpoint({
  method: 'POST',
  path: '/api/chats/:chat/read',
  summary: 'Mark all that came in there as read; the contact is told of what was unread',
  status: 200,
  params: chatParamsSchema,
  query: nothing,
  body: noBody,
  reply: chatSchema,
  problems: ['unknown_chat'],
})

export const listTenantContacts = ofTenant(listContacts)
export const putTenantContact = ofTenant(putContact)
export const getTenantContact = ofTenant(getContact)
export const updateTenantContact = ofTenant(updateContact)
export const deleteTenantContact = ofTenant(deleteContact)
export const mergeTenantContact = ofTenant(mergeContact)
export const blockTenantContact = ofTenant(blockContact)
export const unblockTenantContact = ofTenant(unblockContact)
export const listTenantChats = ofTenant(listChats)
export const getTenantChat = ofTenant(getChat)
export const readTenantChat = ofTenant(readChat)

/** The part of the public API that is about people, in the order of its page. */
export const PEOPLE_API = [
  listTenantContacts,
  putTenantContact,
  getTenantContact,
  updateTenantContact,
  deleteTenantContact,
  mergeTenantContact,
  blockTenantContact,
  unblockTenantContact,
  listTenantChats,
  getTenantChat,
  readTenantChat,
] as const
