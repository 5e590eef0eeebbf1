import * as fc from 'fast-check'

// Every run draws the same, so that what fails once fails again; another seed draws anew.
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 1) })

/** The library of property tests, with one seed for all of them. */
export { fc }
