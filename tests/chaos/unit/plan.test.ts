import { expect, it } from 'vitest'
import { pointsIn } from '../../../scripts/chaos/plan.ts'

it('kill points are read from a list, and refused when they are none', () => {
  expect(pointsIn('in:stored, out:written')).toEqual(['in:stored', 'out:written'])
  expect(() => pointsIn('nowhere')).toThrow('There are: in:decrypted')
})
