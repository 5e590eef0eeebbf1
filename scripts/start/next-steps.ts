import type { Installation } from '../installation.ts'
import type { StartReport } from './start-fleet.ts'

/** What a person reads at the end of `npm start`: how things stand and what to do next. */
export function nextSteps(installation: Installation, report: StartReport): string {
  const { mended, readiness } = report
  const lines = ['', `Flotilla is ${report.ok ? 'running' : 'running, but not whole'}.`]
  lines.push(`  API       ${installation.server.url}  (key: ${installation.adminKeyFile})`)
  const bots = mended.started.length + mended.restarted.length + mended.unchanged.length
  lines.push(
    `  Bots      ${bots} wanted, ${mended.started.length + mended.restarted.length} started now`,
  )
  for (const slug of mended.stoppedByHand) {
    lines.push(`  ${slug} was stopped by hand and stays so; start it: pm2 start bot-${slug}`)
  }
  for (const { slug, detail } of mended.broken) lines.push(`  ${slug} does not run: ${detail}`)
  const named = new Set(mended.broken.map(({ slug }) => slug))
  for (const { slug, reason } of readiness.missing) {
    if (!named.has(slug)) lines.push(`  ${slug} has not reported: ${reason}`)
  }
  lines.push('', 'Next:')
  if (bots === 0)
    lines.push('  npm run add-tenant -- --name "Mundo Apple"    link the first business')
  lines.push('  npm run status                                how everything is')
  lines.push('  npm run logs -- <tenant>                      what a bot is doing')
  lines.push('  npm stop                                      stop this installation')
  return lines.join('\n')
}
