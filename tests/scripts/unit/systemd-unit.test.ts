import { expect, it } from 'vitest'
import { installationFrom } from '../../../scripts/installation.ts'
import { systemdUnit } from '../../../scripts/start/systemd-unit.ts'

it('names everything by which the bots are started, so that a boot changes nothing', () => {
  const settings = {
    FLOTILLA_DATA_DIR: '/srv/100% ours',
    FLOTILLA_NAME: 'ours',
    PORT: '4000',
    BOT_PORT_BASE: '4001',
    WHATSAPP_WS_URL: 'ws://127.0.0.1:2900/ws/chat',
    LOG_LEVEL: 'warn',
    BOT_NODE_ARGS: '--heapsnapshot-signal=SIGUSR2 --trace-warnings',
    PM2_HOME: '/srv/pm2',
  }
  const unit = systemdUnit(installationFrom({ ...settings, ADMIN_API_KEY: 'a secret key' }))
  for (const [name, value] of Object.entries(settings)) {
    expect(unit).toContain(`Environment="${name}=${value.replaceAll('%', '%%')}"`)
  }
  expect(unit).not.toContain('secret')
})
