import * as z from 'zod'
import { problem } from '../../common/contracts/errors.ts'

/** One app as PM2 lists it. */
export interface Pm2App {
  readonly id: number
  readonly name: string
  readonly namespace: string
  /** 0 when it does not run; PM2 may still name the last one while it waits to restart. */
  readonly pid: number
  readonly status: string
  readonly exitCode: number | undefined
  /** When it was started last, in milliseconds since the epoch. */
  readonly startedAt: number
  readonly restarts: number
  /** Those of its environment that are ours. */
  readonly dataDir: string | undefined
  readonly fingerprint: string | undefined
  readonly build: string | undefined
}

const listed = z.array(
  z.object({
    name: z.string(),
    pid: z.number().optional(),
    pm_id: z.number(),
    pm2_env: z.object({
      status: z.string(),
      namespace: z.string().default('default'),
      exit_code: z.number().optional(),
      pm_uptime: z.number().default(0),
      restart_time: z.number().default(0),
      FLOTILLA_DATA_DIR: z.string().optional(),
      FLOTILLA_FINGERPRINT: z.string().optional(),
      FLOTILLA_BUILD: z.string().optional(),
      env: z.looseObject({}).optional(),
    }),
  }),
)

/**
 * Reads the list of PM2's daemon.
 * @throws {Problem} `fleet_failed` when it is none
 */
export function appsIn(list: unknown): readonly Pm2App[] {
  const read = listed.safeParse(list)
  if (!read.success) {
    throw problem('fleet_failed', `PM2 gave no list: ${z.prettifyError(read.error)}`)
  }
  return read.data.map(({ name, pid, pm_id, pm2_env }) => ({
    id: pm_id,
    name,
    namespace: pm2_env.namespace,
    pid: pid ?? 0,
    status: pm2_env.status,
    exitCode: pm2_env.exit_code,
    startedAt: pm2_env.pm_uptime,
    restarts: pm2_env.restart_time,
    // PM2 copies a shell's variables into whatever is started there; the fingerprint is ours only.
    dataDir: pm2_env.FLOTILLA_FINGERPRINT === undefined ? undefined : pm2_env.FLOTILLA_DATA_DIR,
    fingerprint: pm2_env.FLOTILLA_FINGERPRINT,
    build: pm2_env.FLOTILLA_BUILD,
  }))
}
