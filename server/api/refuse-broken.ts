import { PROBLEMS, problem } from '../../common/contracts/errors.ts'
import type { ProblemCode } from '../../common/contracts/errors.ts'
import type { MendReport } from '../../common/contracts/internal-api.ts'

const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code)

/**
 * Somebody asked for a bot to run, and it does not.
 * @throws {Problem} with the reason the mend found
 */
export function refuseBroken(slug: string, report: MendReport): void {
  const broken = report.broken.find((one) => one.slug === slug)
  if (!broken) return
  const code = isProblemCode(broken.code) ? broken.code : 'fleet_failed'
  throw problem(code, `The bot of ${slug} does not run. ${broken.detail}`)
}
