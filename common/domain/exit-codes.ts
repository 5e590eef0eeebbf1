/** How our processes end, for PM2 and for scripts (numbers as in BSD's sysexits.h). */
export const EXIT = {
  ok: 0,
  failed: 1,
  /** Something is in use or away just now; starting again later may work. PM2 does. */
  tryAgain: 75,
  /** Nothing gets better by starting again: a human has to mend something. PM2 does not restart. */
  broken: 78,
} as const
