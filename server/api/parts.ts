import type { Router } from 'express'
import type { ServerConfig } from '../config.ts'
import type { BotCaller } from '../bots/bot-caller.ts'
import type { IsTakenByStranger } from '../bots/listeners.ts'
import type { FleetEvents } from '../events.ts'
import type { Mender } from '../fleet/mender.ts'
import type { EndBook } from '../reports/end-book.ts'
import type { ReadinessParts } from '../reports/readiness.ts'
import type { ReportBook } from '../reports/report-book.ts'
import type { TenantView } from '../reports/tenant-view.ts'
import type { Archive } from '../tenants/archive.ts'
import type { Folders } from '../tenants/folders.ts'
import type { Registry } from '../tenants/registry.ts'
import type { TenantRow } from '../store/tenants.ts'

/** What the endpoints work with. */
export interface ApiParts {
  readonly config: ServerConfig
  /** Names the running program, so that a stale one is recognised. */
  readonly build: string
  readonly version: string
  readonly registry: Registry
  readonly archive: Archive
  readonly importTenant: (request: { folder: string; move: boolean }) => Promise<TenantRow>
  /** @returns where what it had lies now */
  readonly resetTenant: (tenant: TenantRow) => Promise<string>
  readonly folders: Folders
  readonly bots: BotCaller
  readonly isTakenByStranger: IsTakenByStranger
  readonly mender: Mender
  readonly reports: ReportBook
  readonly ends: EndBook
  readonly view: TenantView
  readonly readiness: ReadinessParts
  readonly isAdminKey: (given: string) => boolean
  /** Whether the fleet's database can be read. */
  readonly canRead: () => Promise<boolean>
  readonly events: FleetEvents
}

/** Each endpoint's file exports one of these. */
export type Mounter = (router: Router, parts: ApiParts) => void
