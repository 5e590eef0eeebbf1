import { plain } from './plain/plain.ts'
import { retail } from './retail/retail.ts'
import type { Vertical } from './vertical.ts'

const VERTICALS: readonly Vertical[] = [plain, retail]

/** @returns undefined for a name that this build does not know */
export const verticalNamed = (name: string): Vertical | undefined =>
  VERTICALS.find((vertical) => vertical.name === name)
