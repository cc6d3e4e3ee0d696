import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import type { Language } from './language.js';
import { refusedPasswordTexts } from './refused-password-texts.js';
import { within } from './within.js';

/** Texts of the pages for resetting a forgotten password (A9). */
interface PasswordResetTexts {
  forgotten: string;
  title: string;
  why: string;
  send: string;
  wrongEmail: string;
  tooMany: (seconds: number) => string;
  backToSignIn: string;
  requested: string;
  requestedWhy: (email: string) => string;
  requestedNext: string;
  choose: string;
  chooseWhy: string;
  newPassword: string;
  set: string;
  refused: Record<'length' | RefusedPasswordCode, string>;
  changed: string;
  changedWhy: string;
}

const english: PasswordResetTexts = {
  forgotten: 'Forgot your password?',
  title: 'Forgot your password?',
  why: 'Enter the e-mail address of your account, and we’ll send you a link to set a new password.',
  send: 'Send link',
  wrongEmail: 'This is not an e-mail address. Check it and try again.',
  tooMany: (seconds) =>
    `Too many links were requested from your network. Try again ${within('en', seconds)}.`,
  backToSignIn: 'Back to sign-in',
  requested: 'Check your e-mail',
  requestedWhy: (email) => `If there is an account with the address ${email}, we’ve sent a link to it.`,
  requestedNext:
    'The link works once, within an hour; earlier links no longer work. No e-mail? Check your spam folder and the address.',
  choose: 'Set a new password',
  chooseWhy: 'This signs you out everywhere. Then sign in with the new password.',
  newPassword: 'New password',
  set: 'Set password',
  refused: {
    length: 'Choose a password of 10 to 200 characters.',
    ...refusedPasswordTexts.en,
  },
  changed: 'Your password has been changed',
  changedWhy: 'All your sessions have ended. Sign in with the new password.',
};

const russian: PasswordResetTexts = {
  forgotten: 'Забыли пароль?',
  title: 'Забыли пароль?',
  why: 'Укажите почту своей учётной записи, и мы пришлём ссылку, по которой можно задать новый пароль.',
  send: 'Прислать ссылку',
  wrongEmail: 'Это не адрес электронной почты. Проверьте его и попробуйте ещё раз.',
  tooMany: (seconds) =>
    `Из вашей сети запросили слишком много ссылок. Попробуйте снова ${within('ru', seconds)}.`,
  backToSignIn: 'Вернуться ко входу',
  requested: 'Проверьте почту',
  requestedWhy: (email) => `Если учётная запись с адресом ${email} существует, мы отправили на него ссылку.`,
  requestedNext:
    'Ссылка сработает один раз в течение часа, прежние больше не действуют. Письма нет? Проверьте папку «Спам» и адрес.',
  choose: 'Новый пароль',
  chooseWhy: 'Вы выйдете из системы на всех устройствах. Затем войдите с новым паролем.',
  newPassword: 'Новый пароль',
  set: 'Сохранить пароль',
  refused: {
    length: 'Задайте пароль от 10 до 200 символов.',
    ...refusedPasswordTexts.ru,
  },
  changed: 'Пароль изменён',
  changedWhy: 'Вы вышли из системы на всех устройствах. Войдите с новым паролем.',
};

const texts: Record<Language, PasswordResetTexts> = { en: english, ru: russian };

export const passwordResetTextsIn = (language: Language): PasswordResetTexts => texts[language];
