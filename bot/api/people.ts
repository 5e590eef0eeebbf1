import { mountBlockContact } from './block-contact.ts'
import { mountDeleteContact } from './delete-contact.ts'
import { mountGetChat } from './get-chat.ts'
import { mountGetContact } from './get-contact.ts'
import { mountListChats } from './list-chats.ts'
import { mountListContacts } from './list-contacts.ts'
import { mountMergeContact } from './merge-contact.ts'
import { mountPatchContact } from './patch-contact.ts'
import { mountPostContact } from './post-contact.ts'
import { mountReadChat } from './read-chat.ts'
import { mountUnblockContact } from './unblock-contact.ts'

/** What is about people and their threads, one file each. */
export const PEOPLE_ENDPOINTS = [
  mountListContacts,
  mountPostContact,
  mountGetContact,
  mountPatchContact,
  mountDeleteContact,
  mountMergeContact,
  mountBlockContact,
  mountUnblockContact,
  mountListChats,
  mountGetChat,
  mountReadChat,
] as const
