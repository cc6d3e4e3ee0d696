import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import type { Language } from './language.js';

/** Why a password was refused, on every page where a person chooses one. */
export const refusedPasswordTexts: Record<Language, Record<RefusedPasswordCode, string>> = {
  en: {
    'common-password':
      'This password is on lists of common passwords, or close to one. Choose one that is harder to guess, such as several unrelated words.',
    'personal-password':
      'This password is made of your name, your e-mail address or the word aTES. Choose one that is harder to guess, such as several unrelated words.',
  },
  ru: {
    'common-password':
      'Такой или почти такой пароль есть в списках распространённых. Придумайте тот, который труднее угадать, например из нескольких не связанных слов.',
    'personal-password':
      'Пароль составлен из вашего имени, адреса почты или слова aTES. Придумайте тот, который труднее угадать, например из нескольких не связанных слов.',
  },
};
