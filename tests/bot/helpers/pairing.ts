import type { Simulator } from '../../../simulator/simulator.ts'
import type { TestBot } from './bot-process.ts'
import { until } from './until.ts'

/** Scans the bot's QR with a simulated phone and waits until the bot is connected. */
export async function pairByQr(simulator: Simulator, bot: TestBot, phone: string): Promise<void> {
  let qr: string | undefined
  await until(async () => {
    qr = (await bot.get('/api/pairing')).body.qr
    return qr !== undefined
  }, 'there is a QR code')
  await simulator.scan(phone, qr ?? '')
  await bot.untilState('open')
}
