interface CurrencyWords {
  /** Nothing was booked for it. */
  readonly refused: (kept: string, wanted: string) => string
  /** Figures are told all the same. */
  readonly noted: (kept: string, wanted: string) => string
}

const WORDS: Readonly<Record<string, CurrencyWords>> = {
  es: {
    refused: (kept, wanted) =>
      `No anoté nada: los libros están en ${kept} desde la primera anotación, y config.json dice ${wanted}. Pon ${kept} en config.json y escríbelo de nuevo.`,
    noted: (kept, wanted) =>
      `⚠️ Los importes están en ${kept}; config.json dice ${wanted}, y así no anoto nada nuevo.`,
  },
  pt: {
    refused: (kept, wanted) =>
      `Não anotei nada: os livros estão em ${kept} desde a primeira anotação, e o config.json diz ${wanted}. Coloque ${kept} no config.json e escreva de novo.`,
    noted: (kept, wanted) =>
      `⚠️ Os valores estão em ${kept}; o config.json diz ${wanted}, e assim não anoto nada novo.`,
  },
  en: {
    refused: (kept, wanted) =>
      `Nothing was booked: the books are kept in ${kept} since the first booking, and config.json says ${wanted}. Put ${kept} into config.json and write it again.`,
    noted: (kept, wanted) =>
      `⚠️ Amounts are in ${kept}; config.json says ${wanted}, so nothing new is booked.`,
  },
}

/** What an owner is told when `config.json` names another currency than the books are kept in. */
export function currencyWords(language: string): CurrencyWords {
  const words = WORDS[language.slice(0, 2)] ?? WORDS['en']
  if (!words) throw new Error('there are no words of currencies')
  return words
}
