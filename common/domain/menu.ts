/** A choice that somebody is offered. */
export interface MenuOption {
  readonly id: string
  readonly title: string
  readonly description?: string | undefined
  /** The heading above it, if it begins a part of the menu. */
  readonly heading?: string | undefined
}

/** Meta's button and list objects, as far as a menu needs them. */
export interface MenuObject {
  readonly type: 'button' | 'list'
  readonly header?: { readonly text: string } | undefined
  readonly body: { readonly text: string }
  readonly footer?: { readonly text: string } | undefined
  readonly action:
    | { readonly buttons: readonly { readonly reply: MenuOption }[] }
    | {
        readonly sections: readonly {
          readonly title?: string | undefined
          readonly rows: readonly MenuOption[]
        }[]
      }
}

/** What can be chosen, in the order of its numbers, which begin at 1. */
export function menuOptions({ action }: MenuObject): readonly MenuOption[] {
  if ('buttons' in action) return action.buttons.map(({ reply }) => reply)
  return action.sections.flatMap(({ title, rows }) =>
    rows.map((row, index) => (index === 0 ? { ...row, heading: title } : row)),
  )
}

/** The menu as a text with numbers, for networks whose own buttons do not arrive. */
export function menuText(menu: MenuObject): string {
  const lines = menuOptions(menu).flatMap(({ title, description, heading }, index) => [
    ...(heading === undefined ? [] : [...(index > 0 ? [''] : []), `*${heading}*`]),
    `${index + 1}) ${title}${description === undefined ? '' : `: ${description}`}`,
  ])
  return [
    ...(menu.header ? [`*${menu.header.text}*`] : []),
    menu.body.text,
    '',
    ...lines,
    ...(menu.footer ? ['', `_${menu.footer.text}_`] : []),
  ].join('\n')
}
