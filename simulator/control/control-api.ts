import type { Express } from 'express'
import { answerProblems, createApp } from '../../common/kit/http.ts'
import type { Logger } from '../../common/kit/log.ts'
import type { EventLog } from '../events.ts'
import type { Operations } from '../operations.ts'
import { mountEvents } from './events.ts'
import { mountFaults } from './faults.ts'
import { mountGroups } from './groups.ts'
import { mountLinking } from './linking.ts'
import { mountMessages } from './messages.ts'
import { mountPhones } from './phones.ts'

/** The control API: JSON in and out, errors as problem+json. It asks for no key: loopback only. */
export function controlApi(operations: Operations, events: EventLog, log: Logger): Express {
  const app = createApp()
  mountPhones(app, operations)
  mountGroups(app, operations)
  mountLinking(app, operations)
  mountMessages(app, operations)
  mountFaults(app, operations)
  mountEvents(app, events)
  answerProblems(app, log)
  return app
}
