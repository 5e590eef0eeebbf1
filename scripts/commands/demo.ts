import { Command } from 'commander'
import { once } from 'node:events'
import { playDemo } from '../demo/demo.ts'
import type { Scene } from '../demo/demo.ts'
import { say } from '../terminal/print.ts'
import { untilSignal } from '../terminal/signal.ts'

/** Shows the product without a phone; with `--once` as a check that ends by itself. */
export const demoCommand = (): Command =>
  new Command('demo')
    .description('Try everything without a phone, against an offline WhatsApp network.')
    .option('--once', 'check what arrived, clean up and end (0 or 1)')
    .action(async (options: { readonly once?: boolean }) => {
      const signal = untilSignal()
      await playDemo({
        say,
        stay: async (scene) => {
          if (options.once) return
          invite(scene)
          if (!signal.aborted) await once(signal, 'abort')
        },
      })
      say(options.once ? '\nEverything arrived, once, where it should.' : '\nCleaned up.')
    })

function invite({ server, adminKeyFile, controlUrl, shops, customers }: Scene): void {
  const [shop] = shops
  const [customer] = customers
  if (!shop || !customer) return
  say(`
It all keeps running. In another terminal:

  Write as ${customer.name}:
    curl -X POST '${controlUrl}/phones/${customer.phone.slice(1)}/messages' \\
      -H 'content-type: application/json' -d '{"to":"${shop.phone}","text":"¡Gracias!"}'
  See what ${customer.name} has:
    curl '${controlUrl}/phones/${customer.phone.slice(1)}/messages'
  Send as ${shop.name}:
    curl -X POST '${server.url}/api/tenants/mundo-apple/messages' \\
      -H "authorization: Bearer $(cat ${adminKeyFile})" \\
      -H 'content-type: application/json' -d '{"to":"${customer.phone}","text":"Hola"}'
  All businesses:
    curl -H "authorization: Bearer $(cat ${adminKeyFile})" '${server.url}/api/tenants'
  The API's page:   ${server.url}/openapi.json
  The network live: ${controlUrl}/events

Ctrl-C ends it and leaves nothing behind.`)
}
