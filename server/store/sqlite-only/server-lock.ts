import { join } from 'node:path'
import { problem } from '../../../common/contracts/errors.ts'
import { openSqlite } from '../../../common/kit/database.ts'
import { codeOf } from '../../../common/kit/errors.ts'

/**
 * Keeps a second server off a data folder: two of them, on two ports, would start the same bots
 * over and over. SQLite's lock goes with the process, however that ends.
 * @throws {Problem} `clash` while another server has it
 */
export function lockServer(dataDir: string): Disposable {
  try {
    const lock = openSqlite(join(dataDir, 'server.lock'), { exclusive: true })
    return { [Symbol.dispose]: () => lock.close() }
  } catch (error) {
    if (!codeOf(error)?.startsWith('SQLITE_BUSY')) throw error
    throw problem(
      'clash',
      `Another server already runs for ${dataDir}. Stop that one first (pm2 ls shows it).`,
      { cause: error },
    )
  }
}
