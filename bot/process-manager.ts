import { HEARTBEAT_MS } from '../common/contracts/bot-events.ts'
import type { BotReport } from '../common/contracts/bot-events.ts'
import type { Heartbeat } from './heartbeat.ts'

const MIB = 1024 * 1024

/** The process manager above us, spoken to over the IPC channel it gave; absent without one. */
export interface ProcessManager extends Disposable {
  /** The bot answers now. */
  ready(): void
}

/** Shows the bot's state in `pm2 monit` and `pm2 describe`, and new numbers as often as the server. */
export function openProcessManager(
  state: () => Promise<BotReport>,
  heartbeat: Heartbeat,
): ProcessManager {
  const send = process.send?.bind(process)
  if (!send) return { ready: () => undefined, [Symbol.dispose]: () => undefined }
  const tell = (message: unknown): void => {
    // The manager may die before us.
    if (process.connected) send(message, undefined, undefined, () => undefined)
  }
  let told = ''
  const measure = async (): Promise<void> => {
    try {
      const data = metricsOf(await state())
      const text = JSON.stringify(data)
      if (text === told) return
      told = text
      tell({ type: 'axm:monitor', data })
    } catch {
      // The database is being closed; there is nothing to measure any more.
    }
  }
  const end = heartbeat.add(HEARTBEAT_MS, () => void measure())
  return {
    ready() {
      tell('ready')
      void measure()
    },
    [Symbol.dispose]: end,
  }
}

function metricsOf(report: BotReport): Readonly<Record<string, object>> {
  const metric = (value: string | number, unit = '') => ({
    value,
    unit,
    type: 'metric',
    historic: typeof value === 'number',
    agg_type: 'avg',
  })
  return {
    State: metric(report.connection.state),
    'Messages in': metric(report.messagesIn, 'msg'),
    'Messages out': metric(report.messagesOut, 'msg'),
    Outbox: metric(report.outbox, 'msg'),
    Memory: metric(Math.round(report.memoryBytes / MIB), 'MiB'),
  }
}
