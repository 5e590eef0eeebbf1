import type { Ledger } from './ledger.ts'
import { slugOf } from './plan.ts'
import { finding } from './world.ts'
import type { Finding } from './world.ts'

/**
 * What a tenant's database says of inbound messages and their turns, read when nobody runs. What was
 * written in groups has none, and so is not among the messages.
 */
export interface TenantTurns {
  readonly tenant: number
  readonly messages: readonly {
    readonly id: string
    readonly networkId: string
    readonly chatId: string
    readonly turnId: string | null
  }[]
  readonly turns: readonly {
    readonly id: string
    readonly chatId: string
    /** The message that began it. */
    readonly messageId: string
    readonly state: string
    readonly reason: string | null
  }[]
}

/** Each message that a customer wrote has one turn, in its own chat, and that turn is over. */
export function turnFindings(
  ledger: Ledger,
  { tenant, messages, turns }: TenantTurns,
): readonly Finding[] {
  const slug = slugOf(tenant)
  const texts = new Map(ledger.written.map(({ id, text }) => [id, text]))
  const byId = new Map(turns.map((turn) => [turn.id, turn]))
  const members = Map.groupBy(messages, ({ turnId }) => turnId)
  return [
    ...messages.flatMap(({ networkId, turnId, chatId }) => {
      const turn = byId.get(turnId ?? '')
      const what = `${slug}: ${texts.get(networkId)} (${networkId})`
      if (!turn) return finding('lost turn', `${what} has no turn`)
      return turn.chatId === chatId
        ? []
        : finding('lost turn', `${what} has a turn of another chat, ${turn.id}`)
    }),
    ...turns.flatMap(({ id, messageId, state, reason }) => {
      // A turn whose message was given another one has been, or would have been, a second one.
      const isOwn = members.get(id)?.some((message) => message.id === messageId) === true
      const doubled = isOwn ? [] : finding('doubled turn', `${slug}: ${id} of ${messageId}`)
      const open =
        state === 'done' ? [] : finding('unfinished turn', `${slug}: ${id} is ${state} (${reason})`)
      return [...doubled, ...open]
    }),
  ]
}
