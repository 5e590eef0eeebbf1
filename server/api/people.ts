import { mountBlockContact } from './block-contact.ts'
import { mountDeleteContact } from './delete-contact.ts'
import { mountGetChat } from './get-chat.ts'
import { mountGetContact } from './get-contact.ts'
import { mountListChats } from './list-chats.ts'
import { mountListContacts } from './list-contacts.ts'
import { mountMergeContact } from './merge-contact.ts'
import { mountPutContact } from './put-contact.ts'
import { mountReadChat } from './read-chat.ts'
import { mountUnblockContact } from './unblock-contact.ts'
import { mountUpdateContact } from './update-contact.ts'
import type { Mounter } from './parts.ts'

/** What is about people and their threads, one file each. */
export const PEOPLE_ENDPOINTS: readonly Mounter[] = [
  mountListContacts,
  mountPutContact,
  mountGetContact,
  mountUpdateContact,
  mountDeleteContact,
  mountMergeContact,
  mountBlockContact,
  mountUnblockContact,
  mountListChats,
  mountGetChat,
  mountReadChat,
]
