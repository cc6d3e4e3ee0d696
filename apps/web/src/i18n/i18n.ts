import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { english } from './english/english.js';
import type { russian } from './russian/russian.js';

/** A language as the person picks it. `en-x-popug` is English with the company's own words, for fun. */
export const languages = ['en', 'ru', 'en-x-popug'] as const;

export type Language = (typeof languages)[number];

/** What each language calls itself. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  ru: 'Русский',
  'en-x-popug': 'Popug',
};

type Loaders<Words> = { [Area in keyof Words]: () => Promise<Words[Area]> };

/** A part of the product, with words of its own. */
export type Area = keyof typeof english;

const loadEnglish: Loaders<typeof english> = {
  common: async () => (await import('./english/common.js')).common,
  tasks: async () => (await import('./english/tasks.js')).tasks,
  money: async () => (await import('./english/money.js')).money,
  books: async () => (await import('./english/books.js')).books,
  analytics: async () => (await import('./english/analytics.js')).analytics,
  people: async () => (await import('./english/people.js')).people,
  security: async () => (await import('./english/security.js')).security,
};

const loadRussian: Loaders<typeof russian> = {
  common: async () => (await import('./russian/common.js')).common,
  tasks: async () => (await import('./russian/tasks.js')).tasks,
  money: async () => (await import('./russian/money.js')).money,
  books: async () => (await import('./russian/books.js')).books,
  analytics: async () => (await import('./russian/analytics.js')).analytics,
  people: async () => (await import('./russian/people.js')).people,
  security: async () => (await import('./russian/security.js')).security,
};

const loadPopug = async (area: Area): Promise<object> => (await import('./popug/popug.js')).popug[area] ?? {};

/** Words by the language that they are of: those that stand in for what a language lacks come with it. */
async function load(language: Language, area: Area): Promise<[Language, object][]> {
  if (language === 'ru') {
    return [['ru', await loadRussian[area]()]];
  }
  const words: [Language, object] = ['en', await loadEnglish[area]()];
  return language === 'en' ? [words] : [words, [language, await loadPopug(area)]];
}

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

// Of each part, words are loaded with its first page.
const learned = new Map<Area, Promise<void>>();
let spoken: Language = 'en';

async function bring(language: Language, area: Area): Promise<void> {
  for (const [of, words] of await load(language, area)) {
    i18next.addResourceBundle(of, area, words);
  }
}

/** Knows the words of a part of the product from now on, whatever language is spoken. */
export function learn(area: Area): Promise<void> {
  const known = learned.get(area);
  if (known) {
    return known;
  }
  const learning = bring(spoken, area).catch((error: unknown) => {
    learned.delete(area);
    throw error;
  });
  learned.set(area, learning);
  return learning;
}

/** Speaks the language from now on. */
export async function speak(language: Language): Promise<void> {
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      fallbackLng: 'en',
      defaultNS: 'common',
      resources: {},
      // React escapes.
      interpolation: { escapeValue: false },
    });
  }
  spoken = language;
  await Promise.all([learn('common'), ...[...learned.keys()].map((area) => bring(language, area))]);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'ru' ? 'ru' : 'en';
}

/** Speaks the language from now on, and at the next visit too. */
export async function choose(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await speak(language);
}
