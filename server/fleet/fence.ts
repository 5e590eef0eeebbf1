import { lstatSync, realpathSync } from 'node:fs'
import { dirname, extname, join } from 'node:path'

const FENCE = '--permission'

/** What a bot may touch of the machine's files, and nothing else. */
export interface Fence {
  /** Folders and files that it reads. A folder may be missing as yet. */
  readonly reads: readonly string[]
  /** Folders that are its own: it reads and writes them. */
  readonly owns: readonly string[]
}

export interface FenceParts {
  /** The checkout, in whose `node_modules` native code lies. */
  readonly root: string
  /** The bot's program, an absolute path. */
  readonly program: string
  readonly dataDir: string
  readonly tenantFolder: string
  readonly backups: string
}

/**
 * What a bot's program consists of: itself with what lies beside it, the one package with native code,
 * and the two files by which PM2 starts a program in `fork` mode.
 */
export function programFiles({ root, program }: Pick<FenceParts, 'root' | 'program'>): string[] {
  const modules = join(root, 'node_modules')
  const files = [
    // A program that runs from its sources has them all over the checkout.
    extname(program) === '.ts' ? join(root, '*') : join(dirname(program), '*'),
    join(modules, 'better-sqlite3', '*'),
    ...containerFiles(join(modules, 'pm2', 'lib')),
  ]
  // Node loads a program from where it really lies, and looks at each link on the way.
  return [...new Set(files.flatMap((file) => [...linksTo(file, root), file, real(file)]))]
}

const containerFiles = (lib: string): readonly string[] =>
  ['ProcessContainerFork.js', 'ProcessUtils.js'].map((file) => join(lib, file))

/** Whether a program is under Node's permission model. */
export const isFenced = (flags: readonly string[]): boolean => flags.includes(FENCE)

/**
 * A fenced program's flags, with which another PM2 than the checkout's can start it, too.
 * @param lib the folder of that PM2's own code
 */
export const startedFrom = (lib: string, flags: readonly string[]): readonly string[] => {
  const files = new Set(containerFiles(lib).flatMap((file) => [file, real(file)]))
  return [...[...files].map((file) => `--allow-fs-read=${file}`), ...flags]
}

/** The links below a folder through which a path leads. */
function linksTo(path: string, folder: string): readonly string[] {
  const above = dirname(path)
  if (above === path || path === folder || !path.startsWith(folder)) return []
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  return [...linksTo(above, folder), ...(isLink ? [join(path, '*')] : [])]
}

/** What a bot of a tenant may touch; folders end in `*`, whether they are there or not. */
export function fenceOf(parts: FenceParts): Fence {
  const { root, dataDir, tenantFolder, backups } = parts
  return {
    reads: [
      ...programFiles(parts),
      ...[dataDir, join(root, 'data')].map((data) => join(data, 'templates', '*')),
      // better-sqlite3 looks there for the C library it runs on; its other way takes a hundred times as long.
      '/proc/self/maps',
      // What it takes of memory itself.
      '/proc/self/statm',
    ],
    owns: [tenantFolder, backups].map((folder) => join(folder, '*')),
  }
}

/**
 * Node's flags for a bot: its permission model on, with the program readable, the tenant's own
 * folders writable, and no other process, worker or inspector. `docs/security.md` says what that
 * refuses and what it does not.
 */
export function fenceFlags(parts: FenceParts): readonly string[] {
  const { reads, owns } = fenceOf(parts)
  return [
    FENCE,
    '--allow-addons',
    ...[...reads, ...owns].map((path) => `--allow-fs-read=${path}`),
    ...owns.map((path) => `--allow-fs-write=${path}`),
    // Node's own SQLite would open every file that the user may open, past this fence.
    '--no-experimental-sqlite',
    // Said at each start of each bot, about the addons that it needs.
    '--disable-warning=SecurityWarning',
  ]
}

function real(path: string): string {
  const folder = path.endsWith('*') ? dirname(path) : path
  try {
    return path.endsWith('*') ? join(realpathSync(folder), '*') : realpathSync(folder)
  } catch {
    // Not there yet: it is named as it will be.
    return path
  }
}
