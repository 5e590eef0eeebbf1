import type { Express } from 'express'
import type { EventLog, SimulatorEvent } from '../events.ts'

/**
 * `GET /events`: server-sent events, one JSON object each, with `seq` as their id. A client that
 * comes back with `Last-Event-ID` (or `?since=`) gets what it missed of the last 2,000.
 */
export function mountEvents(app: Express, events: EventLog): void {
  app.get('/events', (request, response) => {
    const { since: asked } = request.query
    const since = request.get('last-event-id') ?? (typeof asked === 'string' ? asked : undefined)
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
    })
    response.flushHeaders()
    const write = (event: SimulatorEvent): void => {
      response.write(`id: ${event.seq}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
    }
    for (const event of since === undefined ? [] : events.since(Number(since))) write(event)
    const stop = events.listen(write)
    request.on('close', stop)
  })
}
