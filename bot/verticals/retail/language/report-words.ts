/** How figures are told, in one language. Amounts and numbers come as they are to be shown. */
export interface ReportWords {
  readonly sinceTheBeginning: string
  readonly days: (from: string, to: string) => string
  /** Each of these is a line of its own; `when` is a day, days, or all there ever was. */
  readonly sales: (when: string, sales: number, revenue: string) => string
  /** What is before a list of what was sold, to one customer when it is about one. */
  readonly sold: (when: string, customer: string | undefined) => string
  readonly noneSold: string
  readonly noSalesTo: (customer: string) => string
  readonly profit: (when: string, profit: string) => string
  readonly expenses: (when: string, expenses: string) => string
  readonly best: (when: string) => string
  readonly nothingYet: string
  readonly summary: (
    when: string,
    figures: {
      readonly sales: number
      readonly revenue: string
      readonly expenses: string
      readonly profit: string
    },
  ) => readonly string[]
  readonly owes: (customer: string, amount: string) => string
  readonly owesNothing: (customer: string) => string
  readonly nobodyOwes: string
  readonly allOwe: (amount: string) => string
  readonly nothingLow: string
  readonly noProducts: string
  readonly noPrice: string
  readonly notCounted: string
}
