import type { BotReport } from '../common/contracts/bot-events.ts'

/** How often `pm2 monit` gets new numbers, where there are any, in milliseconds. */
const EVERY = 5000
const MIB = 1024 * 1024

/** The process manager above us, spoken to over the IPC channel it gave; absent without one. */
export interface ProcessManager extends Disposable {
  /** The bot answers now. */
  ready(): void
}

/** Shows the bot's state in `pm2 monit` and `pm2 describe`. */
export function openProcessManager(state: () => Promise<BotReport>): ProcessManager {
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
  const timer = setInterval(() => void measure(), EVERY)
  return {
    ready() {
      tell('ready')
      void measure()
    },
    [Symbol.dispose]: () => clearInterval(timer),
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
