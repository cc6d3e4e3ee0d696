import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { english } from './english/english.js';
import type { russian } from './russian/russian.js';

/** The languages a user can choose. `en-x-popug` is English with the company's own vocabulary, for fun. */
export const languages = ['en', 'ru', 'en-x-popug'] as const;

export type Language = (typeof languages)[number];

/** Each language's name for itself. */
export const languageNames: Record<Language, string> = {
  en: 'English',
  ru: 'Русский',
  'en-x-popug': 'Popug',
};

type Loaders<Texts> = { [Area in keyof Texts]: () => Promise<Texts[Area]> };

/** A part of the product with texts of its own; an i18next namespace. */
export type Area = keyof typeof english;

const loadEnglish: Loaders<typeof english> = {
  common: async () => (await import('./english/common.js')).common,
  today: async () => (await import('./english/today.js')).today,
  tasks: async () => (await import('./english/tasks.js')).tasks,
  money: async () => (await import('./english/money.js')).money,
  books: async () => (await import('./english/books.js')).books,
  analytics: async () => (await import('./english/analytics.js')).analytics,
  palette: async () => (await import('./english/palette.js')).palette,
  people: async () => (await import('./english/people.js')).people,
  security: async () => (await import('./english/security.js')).security,
  notifications: async () => (await import('./english/notifications.js')).notifications,
  problems: async () => (await import('./english/problems.js')).problems,
  fieldErrors: async () => (await import('./english/field-errors.js')).fieldErrors,
};

const loadRussian: Loaders<typeof russian> = {
  common: async () => (await import('./russian/common.js')).common,
  today: async () => (await import('./russian/today.js')).today,
  tasks: async () => (await import('./russian/tasks.js')).tasks,
  money: async () => (await import('./russian/money.js')).money,
  books: async () => (await import('./russian/books.js')).books,
  analytics: async () => (await import('./russian/analytics.js')).analytics,
  palette: async () => (await import('./russian/palette.js')).palette,
  people: async () => (await import('./russian/people.js')).people,
  security: async () => (await import('./russian/security.js')).security,
  notifications: async () => (await import('./russian/notifications.js')).notifications,
  problems: async () => (await import('./russian/problems.js')).problems,
  fieldErrors: async () => (await import('./russian/field-errors.js')).fieldErrors,
};

const loadPopug = async (area: Area): Promise<object> => (await import('./popug/popug.js')).popug[area] ?? {};

/**
 * Loads an area's texts, each with the language they belong to; Popug comes with the English texts it falls back to.
 */
async function loadTexts(language: Language, area: Area): Promise<[Language, object][]> {
  if (language === 'ru') {
    return [['ru', await loadRussian[area]()]];
  }
  const englishTexts: [Language, object] = ['en', await loadEnglish[area]()];
  return language === 'en' ? [englishTexts] : [englishTexts, [language, await loadPopug(area)]];
}

const storageKey = 'ates-language';
const isLanguage = (text: string | null): text is Language => languages.some((language) => language === text);

/** The language chosen earlier in this browser, else the browser's own, else English. */
export function initialLanguage(): Language {
  const chosen = localStorage.getItem(storageKey);
  if (isLanguage(chosen)) {
    return chosen;
  }
  return navigator.languages.some((language) => language.startsWith('ru')) ? 'ru' : 'en';
}

/** The locale for formatting dates, money and plurals. */
export const localeOf = (language: string): string => (language === 'ru' ? 'ru-RU' : 'en-US');

// An area's texts are loaded with its first page.
const areaLoads = new Map<Area, Promise<void>>();
let currentLanguage: Language = 'en';

async function addTexts(language: Language, area: Area): Promise<void> {
  for (const [textsLanguage, texts] of await loadTexts(language, area)) {
    i18next.addResourceBundle(textsLanguage, area, texts);
  }
}

/**
 * Loads an area's texts in the current language; later language changes load them too. A failed load can be retried.
 */
export function loadArea(area: Area): Promise<void> {
  const earlier = areaLoads.get(area);
  if (earlier) {
    return earlier;
  }
  const loading = addTexts(currentLanguage, area).catch((error: unknown) => {
    areaLoads.delete(area);
    throw error;
  });
  areaLoads.set(area, loading);
  return loading;
}

/** Switches the UI to a language, initializing i18next on the first call. */
export async function changeLanguage(language: Language): Promise<void> {
  if (!i18next.isInitialized) {
    await i18next.use(initReactI18next).init({
      lng: language,
      fallbackLng: 'en',
      defaultNS: 'common',
      resources: {},
      // React escapes already.
      interpolation: { escapeValue: false },
    });
  }
  currentLanguage = language;
  // Any page can meet a problem.
  await Promise.all([
    loadArea('common'),
    loadArea('problems'),
    ...[...areaLoads.keys()].map((area) => addTexts(language, area)),
  ]);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === 'ru' ? 'ru' : 'en';
}

/** Switches the UI to a language and remembers the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(storageKey, language);
  await changeLanguage(language);
}
