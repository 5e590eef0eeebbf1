import type { Line } from '../delivery/connections.ts'
import type { Network } from '../network.ts'
import type { ClientConnection } from '../wire/client-connection.ts'
import type { Node } from '../wire/node.ts'

export interface IqRefusal {
  readonly code: number
  readonly text: string
}

export interface IqQuestion {
  readonly network: Network
  readonly connection: ClientConnection
  /** Absent while the client is not linked. */
  readonly line: Line | undefined
  readonly iq: Node
  /** The first child: what is asked. */
  readonly request: Node | undefined
}

/** Gives the content of the result, or the refusal. */
export type IqHandler = (question: IqQuestion) => readonly Node[] | IqRefusal
