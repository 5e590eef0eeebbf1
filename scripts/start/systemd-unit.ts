import { join } from 'node:path'
import { userInfo } from 'node:os'
import type { Installation } from '../installation.ts'

/**
 * The unit that brings the installation up at boot and keeps it up. It calls with-node, so that the
 * bots never depend on which Node the system happens to have. `KillMode=process` leaves PM2 and the
 * bots alone when only the watcher is restarted.
 */
export function systemdUnit({ root, name, environment }: Installation): string {
  const variables = Object.entries(environment).map(
    ([variable, value]) => `Environment=${quote(`${variable}=${value}`)}`,
  )
  return [
    '[Unit]',
    `Description=Flotilla (${name})`,
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    `User=${userInfo().username}`,
    `WorkingDirectory=${root.replaceAll('%', '%%')}`,
    ...variables,
    `ExecStart=${quote(process.execPath)} ${quote(join(root, 'scripts', 'with-node.mjs'))} scripts/flotilla.ts start --keep`,
    `ExecStop=${quote(process.execPath)} ${quote(join(root, 'scripts', 'with-node.mjs'))} scripts/flotilla.ts stop`,
    'KillMode=process',
    'Restart=always',
    'RestartSec=3',
    'LimitNOFILE=65536',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ].join('\n')
}

/** Quoting and % as systemd.exec(5) wants it. */
const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`
