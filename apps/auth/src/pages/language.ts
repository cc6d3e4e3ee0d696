/** The languages of the pages, by their own names. */
export const languages = { en: 'English', ru: 'Русский' } as const;

export type Language = keyof typeof languages;

/** The first supported language in a list ordered by preference, as in `ui_locales`: `ru-RU en`. */
export const firstOfOurs = (locales: readonly string[]): Language | undefined =>
  locales.map(primaryTag).find(isOurs);

/** The supported language that the reader's browser prefers; English if it lists none of them. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',', maximumPreferences)
    .map(weighted)
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return firstOfOurs(wanted.map(({ locale }) => locale)) ?? 'en';
}

// A header may list thousands of languages.
const maximumPreferences = 50;

interface Weighted {
  locale: string;
  weight: number;
}

const weighted = (part: string): Weighted => {
  const [locale = '', ...parameters] = part.split(';').map((text) => text.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { locale, weight: quality ? Number(quality.slice(2)) || 0 : 1 };
};

const primaryTag = (locale: string): string => locale.toLowerCase().split('-')[0] ?? '';

const isOurs = (tag: string): tag is Language => Object.hasOwn(languages, tag);
