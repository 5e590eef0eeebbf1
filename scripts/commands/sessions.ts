import { Command } from 'commander'
import { build } from '../build/bundle.ts'
import { thisInstallation } from '../installation.ts'
import { say } from '../terminal/print.ts'

/** Takes over a session that plain Baileys keeps in files, so that no QR is needed. */
export const importSessionCommand = (): Command =>
  new Command('import-session')
    .description("Take over a Baileys auth_info folder as a tenant's session; no new QR needed.")
    .argument('<tenant>', "the tenant's slug")
    .argument('<folder>', "Baileys' multi-file auth_info folder")
    .option('--force', 'replace a session that is already linked (a copy is kept)')
    .action(async (tenant: string, folder: string, options: { readonly force?: boolean }) => {
      await build()
      await thisInstallation().importSession(tenant, folder, options.force ?? false)
      say(`${tenant} goes on under the device of ${folder}. Do not use that folder elsewhere now.`)
    })

/** Writes a tenant's session in the form plain Baileys reads. */
export const exportSessionCommand = (): Command =>
  new Command('export-session')
    .description("Write a tenant's session as a Baileys auth_info folder.")
    .argument('<tenant>', "the tenant's slug")
    .argument('<folder>', 'a new folder')
    .action(async (tenant: string, folder: string) => {
      await build()
      await thisInstallation().exportSession(tenant, folder)
      say(`Written to ${folder}. The bot stays stopped: one device must not connect twice.`)
    })
