import { Command } from 'commander'
import { resolve } from 'node:path'
import { problem } from '../../common/contracts/errors.ts'
import { getTenant, startTenant, stopTenant } from '../../common/contracts/public-api.ts'
import { callServer } from '../client.ts'
import { thisInstallation } from '../installation.ts'
import type { Installation } from '../installation.ts'
import { lendForReading, lendForWriting } from '../lent-folder.ts'
import { askForServer } from '../start/start-fleet.ts'
import { say } from '../terminal/print.ts'
import { runTool } from '../tool.ts'

/** Takes over a session that plain Baileys keeps in files, so that no QR is needed. */
export const importSessionCommand = (): Command =>
  new Command('import-session')
    .description("Take over a Baileys auth_info folder as a tenant's session; no new QR needed.")
    .argument('<tenant>', "the tenant's slug or id")
    .argument('<folder>', "Baileys' multi-file auth_info folder")
    .option('--force', 'replace a session that is already linked (a copy is kept)')
    .action(async (tenant: string, from: string, options: { readonly force?: boolean }) => {
      const installation = thisInstallation()
      const slug = await standStill(installation, tenant)
      try {
        const flags = options.force ? ['--force'] : []
        await lendForReading(installation.tenantFolder(slug), resolve(from), (folder) =>
          runOn(installation, 'import-session', slug, folder, flags),
        )
      } finally {
        // Imported or not, the bot goes on with the session it has now.
        await callServer(installation.server, startTenant, { params: { tenant: slug } })
      }
      say(`${slug} goes on under the device of ${from}. Do not connect that folder elsewhere now.`)
    })

/** Writes a tenant's session in the form plain Baileys reads. */
export const exportSessionCommand = (): Command =>
  new Command('export-session')
    .description("Stop a tenant's bot and write its session as a Baileys auth_info folder.")
    .argument('<tenant>', "the tenant's slug or id")
    .argument('<folder>', 'a new folder')
    .action(async (tenant: string, to: string) => {
      const installation = thisInstallation()
      const slug = await standStill(installation, tenant)
      await lendForWriting(installation.tenantFolder(slug), resolve(to), (folder) =>
        runOn(installation, 'export-session', slug, folder),
      )
      say(
        `The session of ${slug} is in ${to}. Its bot stays stopped, because one device must not ` +
          `connect twice. Start it again with: npm run start-tenant -- ${slug}`,
      )
    })

/** The session is its bot's alone while it runs, so the bot is stopped first. */
async function standStill(installation: Installation, tenant: string): Promise<string> {
  await askForServer(installation, say)
  const { slug } = await callServer(installation.server, getTenant, { params: { tenant } })
  await callServer(installation.server, stopTenant, { params: { tenant: slug } })
  return slug
}

async function runOn(
  installation: Installation,
  command: 'import-session' | 'export-session',
  slug: string,
  folder: string,
  flags: readonly string[] = [],
): Promise<void> {
  const folders = [installation.tenantFolder(slug), folder]
  const [answer] = await runTool(installation, command, folders, flags)
  if (answer?.ok) return
  throw problem('session_broken', answer?.detail ?? 'The tool gave no reason.')
}
