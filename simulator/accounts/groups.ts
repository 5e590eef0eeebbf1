import { Problem } from '../../common/kit/errors.ts'
import type { Random } from '../random.ts'
import type { GroupRows } from '../store/group-rows.ts'
import type { Addressing, Jid } from '../wire/jid.ts'
import { e164 } from './account.ts'
import type { Account } from './account.ts'
import type { Directory } from './directory.ts'

/** A group: `id` and the numbers of its members are digits only. The first member has made it. */
export interface Group {
  readonly id: string
  readonly subject: string
  /** How its members see each other: by number or by hidden id. */
  readonly addressing: Addressing
  readonly members: readonly string[]
  readonly madeAt: number
}

export interface NewGroup {
  readonly subject: string
  readonly members: readonly string[]
  readonly addressing?: Addressing | undefined
}

const SERVER = 'g.us'

export const groupJid = ({ id }: Pick<Group, 'id'>): string => `${id}@${SERVER}`

/** Whether an address, or the other side of a stored message, is a group. */
export const isGroupJid = (text: string): boolean => text.endsWith(`@${SERVER}`)

/** The groups there are, and who is in them. */
export class Groups {
  readonly #rows: GroupRows
  readonly #directory: Directory
  readonly #random: Random
  readonly #groups = new Map<string, Group>()

  constructor(rows: GroupRows, directory: Directory, random: Random) {
    this.#rows = rows
    this.#directory = directory
    this.#random = random
    for (const group of rows.groups()) this.#groups.set(group.id, group)
  }

  /** @throws {Problem} `unknown_phone` (404) */
  add({ subject, members, addressing = 'lid' }: NewGroup, madeAt: number): Group {
    for (const phone of members) this.#mustExist(phone)
    const id = `120363${String(this.#random.int(10 ** 12)).padStart(12, '0')}`
    const group = { id, subject, addressing, members: [...new Set(members)], madeAt }
    this.#save(group)
    return group
  }

  /** @throws {Problem} `unknown_phone` (404) */
  join(group: Group, phone: string): Group {
    this.#mustExist(phone)
    const joined = { ...group, members: [...new Set([...group.members, phone])] }
    this.#save(joined)
    return joined
  }

  all(): readonly Group[] {
    return [...this.#groups.values()]
  }

  at(jid: Jid | undefined): Group | undefined {
    return jid?.server === SERVER ? this.#groups.get(jid.user) : undefined
  }

  membersOf({ members }: Group): readonly Account[] {
    return members
      .map((phone) => this.#directory.account(phone))
      .filter((account) => account !== undefined)
  }

  #save(group: Group): void {
    this.#rows.putGroup(group)
    this.#groups.set(group.id, group)
  }

  #mustExist(phone: string): void {
    if (this.#directory.account(phone)) return
    throw new Problem('unknown_phone', 404, `There is no phone ${e164(phone)}. Add it first.`)
  }
}
