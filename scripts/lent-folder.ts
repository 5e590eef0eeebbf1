import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { problem } from '../common/contracts/errors.ts'
import { giveFolder, ownerOf } from '../server/tenants/ownership.ts'

type Work = (folder: string) => Promise<void>

/** Does something that reads a folder as a tenant's own Unix user, who may not be able to reach it. */
export async function lendForReading(
  tenantFolder: string,
  from: string,
  work: Work,
): Promise<void> {
  if (isOurs(tenantFolder)) return await work(from)
  using lent = lentTo(ownerOf(tenantFolder))
  cpSync(from, lent.path, { recursive: true })
  giveFolder(lent.path, ownerOf(tenantFolder))
  return await work(lent.path)
}

/**
 * The same for what fills a new folder: that becomes ours, whoever wrote it.
 * @throws {Problem} `clash` when there is something in the folder
 */
export async function lendForWriting(
  tenantFolder: string,
  into: string,
  work: Work,
): Promise<void> {
  if (isOurs(tenantFolder)) return await work(into)
  if (existsSync(into) && readdirSync(into).length > 0) {
    throw problem('clash', `${into} is not empty. Name a new folder.`)
  }
  using lent = lentTo(ownerOf(tenantFolder))
  await work(lent.path)
  cpSync(lent.path, into, { recursive: true })
}

const isOurs = (folder: string): boolean => ownerOf(folder) === process.getuid?.()

function lentTo(user: number): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'flotilla-lent-'))
  giveFolder(path, user)
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}
