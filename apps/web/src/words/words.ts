import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { english } from './english/english.js';
import type { SomeWords, Words } from './vocabulary.js';

/** A language as the person picks it. `en-x-popug` is English with the company's own words, for fun. */
export const languages = ['en', 'ru', 'en-x-popug'] as const;

export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  ru: 'Русский',
  'en-x-popug': 'Popug',
};

const loadWords: Record<Language, () => Promise<Words | SomeWords>> = {
  en: async () => english,
  ru: async () => (await import('./russian/russian.js')).russian,
  'en-x-popug': async () => (await import('./popug/popug.js')).popug,
};

const storageKey = 'ates-language';
const isLanguage = (text: string | null): text is Language => languages.some((language) => language === text);

/** The language chosen in this browser before, else the browser's own, else English. */
export function languageAtStart(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (isLanguage(chosen)) {
    return chosen;
  }
  return navigator.languages.some((language) => language.startsWith('ru')) ? 'ru' : 'en';
}

/** The language that dates, money and plural forms follow. */
export const localeOf = (language: string): string => (language === 'ru' ? 'ru-RU' : 'en-US');

/** Speaks the language from now on. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: 'en',
      fallbackLng: 'en',
      defaultNS: 'common',
      resources: { en: english },
      // React escapes.
      interpolation: { escapeValue: false },
    });
  }
  const words = await loadWords[language]();
  for (const [area, phrases] of Object.entries(words)) {
    i18next.addResourceBundle(language, area, phrases);
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'ru' ? 'ru' : 'en';
}

/** Speaks the language from now on, and at the next visit too. */
export async function choose(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await speak(language);
}
