import type { ClientConnection } from '../wire/client-connection.ts'

/** A device that is logged in. */
export interface Line {
  readonly connection: ClientConnection
  /** Digits of the account. */
  readonly phone: string
  readonly device: number
}

/** Which device is logged in on which connection; each device on one at most. */
export class Connections {
  readonly #lines = new Map<string, Line>()
  readonly #byConnection = new Map<ClientConnection, Line>()

  /** Registers a login and gives back the line it takes the place of. */
  attach(line: Line): Line | undefined {
    const key = keyOf(line.phone, line.device)
    const older = this.#lines.get(key)
    if (older) this.#byConnection.delete(older.connection)
    this.#lines.set(key, line)
    this.#byConnection.set(line.connection, line)
    return older
  }

  /** Forgets a connection and gives back its line, unless a newer login took that over. */
  detach(connection: ClientConnection): Line | undefined {
    const line = this.#byConnection.get(connection)
    if (!line) return undefined
    this.#byConnection.delete(connection)
    this.#lines.delete(keyOf(line.phone, line.device))
    return line
  }

  lineOf(connection: ClientConnection): Line | undefined {
    return this.#byConnection.get(connection)
  }

  line(phone: string, device: number): Line | undefined {
    return this.#lines.get(keyOf(phone, device))
  }

  /** All lines, or those of one account. */
  lines(phone?: string): readonly Line[] {
    const all = [...this.#lines.values()]
    return phone === undefined ? all : all.filter((line) => line.phone === phone)
  }
}

const keyOf = (phone: string, device: number): string => `${phone}:${device}`
