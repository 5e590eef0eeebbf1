// Bundles each program into one file in dist/. `npm run build`; `npm start` calls it when stale.
import { build } from './build/bundle.ts'

const built = await build({ force: process.argv.includes('--force') })
process.stdout.write(built ? 'Built dist/.\n' : 'dist/ is up to date.\n')
