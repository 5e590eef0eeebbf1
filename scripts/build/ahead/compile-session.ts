import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newTenantId } from '../../../common/domain/ids.ts'
import { openSimulator } from '../../../simulator/simulator.ts'
import type { Simulator, SimulatorEvent } from '../../../simulator/simulator.ts'
import { end } from '../../demo/end.ts'
import { freePort } from '../../demo/free-port.ts'
import { until } from '../../demo/until.ts'
import { commandOf, keeping } from './launcher.ts'
import type { Launcher } from './launcher.ts'

const SHOP = '+5491155550100'
const CUSTOMER = '+5491166660100'

const isActive = ({ type }: SimulatorEvent): boolean => type === 'active'

/**
 * Keeps the compiled form of all that a linked bot does until it has connected, been written to and
 * answered. For that it does so, once, against a simulated WhatsApp.
 * @throws {Error} when that bot does not connect or answer within a minute
 */
export async function compileSession(launcher: Launcher): Promise<void> {
  await using opened = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'flotilla-compile-'))
  opened.defer(() => rmSync(folder, { recursive: true, force: true }))
  const simulator = opened.use(await openSimulator({ seed: 'compile' }))
  simulator.addPhone(SHOP, { name: 'shop' })
  simulator.addPhone(CUSTOMER, { name: 'customer' })
  const tenant = await prepareTenant(folder, simulator)
  const start = (more: Readonly<Record<string, string>>): ChildProcess => {
    const child = spawn(process.execPath, commandOf(launcher), {
      cwd: launcher.folder,
      env: { ...tenant.env, ...more },
      stdio: 'ignore',
    })
    opened.defer(() => end(child, 'SIGKILL'))
    return child
  }
  /** From now on: a phone that was just linked connects once more. */
  const isOpen = (): (() => true | undefined) => {
    const since = simulator.lastEvent
    return () => simulator.eventsSince(since).some(isActive) || undefined
  }
  const first = start({})
  const qr = await until('a QR code', async () => (await tenant.ask('/api/pairing'))?.['qr'], 60)
  await simulator.scan(SHOP, String(qr))
  await until('the bot to be linked', isOpen(), 60)
  await end(first, 'SIGINT')
  const second = start(keeping(launcher))
  await until('the bot to connect', isOpen(), 60)
  await simulator.send(CUSTOMER, SHOP, { type: 'text', text: 'hola' })
  const isAnswered = (): true | undefined =>
    simulator.messagesAt(CUSTOMER).length > 0 ? true : undefined
  await until('the bot to answer', isAnswered, 60)
  await end(second, 'SIGINT')
}

async function prepareTenant(dataDir: string, simulator: Simulator) {
  const folder = join(dataDir, 'tenants', 'compile')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const id = newTenantId()
  const config = {
    id,
    slug: 'compile',
    business_name: 'compile',
    created_at: '2026-01-01T00:00:00.000Z',
    pacing: { enabled: false },
    prompts: { welcome_message: 'hola' },
  }
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  const port = await freePort()
  const ask = async (path: string): Promise<Record<string, unknown> | undefined> => {
    try {
      const token = readFileSync(join(folder, 'bot.token'), 'utf8').trim()
      const response = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(5000),
      })
      const read: unknown = await response.json()
      return typeof read === 'object' && read !== null ? { ...read } : undefined
    } catch {
      // It is not up yet.
      return undefined
    }
  }
  return {
    ask,
    env: {
      TENANT_ID: id,
      TENANT_NAME: 'compile',
      BOT_API_PORT: String(port),
      FLOTILLA_DATA_DIR: dataDir,
      WHATSAPP_WS_URL: simulator.wsUrl,
      LOG_LEVEL: 'error',
    },
  }
}
