/** The languages that pages for people are written in, by their own names. */
export const languages = { en: 'English', ru: 'Русский' } as const;

export type Language = keyof typeof languages;

/** The first of ours among languages that stand in order of preference, as in `ui_locales`: `ru-RU en`. */
export const firstOfOurs = (locales: readonly string[]): Language | undefined =>
  locales.map(primaryTag).find(isOurs);

/** The one of ours that the reader's browser asks for first; English when it asks for neither. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',', mostPreferences)
    .map(weighted)
    .filter(({ weight }) => weight > 0)
    .sort((left, right) => right.weight - left.weight);
  return firstOfOurs(wanted.map(({ locale }) => locale)) ?? 'en';
}

// Nobody reads more languages than these; a header may have thousands.
const mostPreferences = 50;

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
