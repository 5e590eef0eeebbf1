import type { TenantRow, TenantStore } from '../store/tenants.ts'
import { parseConfig } from './config-file.ts'
import { configFileIn, configTextIn } from './folders.ts'
import type { Folders } from './folders.ts'

/**
 * The live tenants, with the names their `config.json` files give them now: that file is the truth,
 * and a human may have changed it.
 */
export async function liveWithNames(
  store: TenantStore,
  folders: Folders,
): Promise<readonly TenantRow[]> {
  const rows = await store.live()
  const renamed = rows.map((row) => ({ ...row, name: nameIn(folders.of(row.slug)) ?? row.name }))
  for (const [at, row] of renamed.entries()) {
    if (row.name !== rows[at]?.name) await store.change(row.id, { name: row.name })
  }
  return renamed
}

function nameIn(folder: string): string | undefined {
  try {
    const text = configTextIn(folder)
    return text === undefined ? undefined : parseConfig(text, configFileIn(folder)).business_name
  } catch {
    // Its bot reports what is wrong with it, with line and column; the last name stays.
    return undefined
  }
}
