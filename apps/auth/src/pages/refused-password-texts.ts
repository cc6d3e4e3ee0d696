import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import type { Language } from './language.js';

/** Why a password is refused, on every page where a person chooses one. */
export const refusedPasswordTexts: Record<Language, Record<RefusedPasswordCode, string>> = {
  en: {
    'common-password':
      'This password is too common, or close to one that is. Choose one that is harder to guess, such as several unrelated words.',
    'personal-password':
      'This password is made up of your name, your e-mail address or the word aTES. Choose one that is harder to guess, such as several unrelated words.',
  },
  ru: {
    'common-password':
      'Этот пароль слишком распространён или похож на такой. Придумайте пароль, который труднее угадать, например из нескольких не связанных между собой слов.',
    'personal-password':
      'Пароль составлен из вашего имени, адреса почты или слова aTES. Придумайте пароль, который труднее угадать, например из нескольких не связанных между собой слов.',
  },
};
