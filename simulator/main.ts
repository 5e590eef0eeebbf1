import { runSimulator } from './cli.ts'

process.exitCode = await runSimulator(process.argv, process.stdout, process.stderr)
