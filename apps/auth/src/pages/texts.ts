import type { Language } from './language.js';

/** Everything that a page says to people. */
export interface Texts {
  signIn: string;
  signInTo: string;
  email: string;
  password: string;
  wrongPassword: string;
  photo: string;
  photoWhy: string;
  photoUnreadable: string;
  wrongBeak: string;
  tooMany: (minutes: number) => string;
  expired: string;
  expiredWhy: string;
  startAgain: string;
  failed: string;
  failedWhy: string;
  refused: string;
  signOut: string;
  signOutQuestion: string;
  staySignedIn: string;
  signedOut: string;
  signedOutWhy: string;
  device: string;
  deviceWhy: string;
  deviceCode: string;
  deviceContinue: string;
  deviceWrongCode: string;
  deviceStopped: string;
  deviceFailed: string;
  deviceConfirm: (client: string) => string;
  deviceConfirmWhy: string;
  deviceConfirmYes: string;
  deviceConfirmNo: string;
  deviceDone: string;
  deviceDoneWhy: string;
}

const english: Texts = {
  signIn: 'Sign in',
  signInTo: 'Sign in to aTES',
  email: 'E-mail',
  password: 'Password',
  wrongPassword: 'E-mail and password do not belong together. Check both and try again.',
  photo: 'Or the photo of your beak',
  photoWhy: 'The very file that was registered. It stays on this device; only a fingerprint of it is sent.',
  photoUnreadable: 'This file cannot be read. Choose it again.',
  wrongBeak: 'E-mail and photo do not belong together. Check both and try again.',
  tooMany: (minutes) => `Too many attempts. Try again in ${minutes} min.`,
  expired: 'This sign-in has expired',
  expiredWhy: 'It was open for too long, was finished already, or was begun in another browser.',
  startAgain: 'Start again',
  failed: 'Something failed on our side',
  failedWhy: 'It was written down. Try again; if it stays, tell the operator.',
  refused: 'This does not work',
  signOut: 'Sign out',
  signOutQuestion: 'Do you want to sign out of aTES?',
  staySignedIn: 'Stay signed in',
  signedOut: 'Signed out',
  signedOutWhy: 'You can close this page.',
  device: 'Sign in a device',
  deviceWhy: 'Enter the code that the device shows.',
  deviceCode: 'Code',
  deviceContinue: 'Continue',
  deviceWrongCode: 'There is no such code, or not any more. Check it and try again.',
  deviceStopped: 'The device was not signed in.',
  deviceFailed: 'That did not work. Let the device show a new code and try again.',
  deviceConfirm: (client) => `Does ${client} show this code?`,
  deviceConfirmWhy: 'If you did not begin this yourself, or do not have the device before you, refuse.',
  deviceConfirmYes: 'Yes, sign it in',
  deviceConfirmNo: 'Refuse',
  deviceDone: 'The device is signed in',
  deviceDoneWhy: 'You can close this page.',
};

const russian: Texts = {
  signIn: 'Войти',
  signInTo: 'Вход в aTES',
  email: 'Электронная почта',
  password: 'Пароль',
  wrongPassword: 'Почта и пароль не подходят друг к другу. Проверьте их и попробуйте ещё раз.',
  photo: 'Или фотография вашего клюва',
  photoWhy:
    'Тот самый файл, который зарегистрирован. Он остаётся на этом устройстве; отправляется только его отпечаток.',
  photoUnreadable: 'Этот файл не читается. Выберите его ещё раз.',
  wrongBeak: 'Почта и фотография не подходят друг к другу. Проверьте их и попробуйте ещё раз.',
  tooMany: (minutes) => `Слишком много попыток. Попробуйте через ${minutes} мин.`,
  expired: 'Этот вход устарел',
  expiredWhy: 'Он был открыт слишком долго, уже завершён или начат в другом браузере.',
  startAgain: 'Начать заново',
  failed: 'У нас что-то сломалось',
  failedWhy: 'Это записано. Попробуйте ещё раз; если не пройдёт, сообщите администратору.',
  refused: 'Так не получится',
  signOut: 'Выйти',
  signOutQuestion: 'Выйти из aTES?',
  staySignedIn: 'Остаться',
  signedOut: 'Вы вышли',
  signedOutWhy: 'Эту страницу можно закрыть.',
  device: 'Вход на устройстве',
  deviceWhy: 'Введите код, который показывает устройство.',
  deviceCode: 'Код',
  deviceContinue: 'Продолжить',
  deviceWrongCode: 'Такого кода нет или уже нет. Проверьте его и попробуйте ещё раз.',
  deviceStopped: 'Вход на устройстве отменён.',
  deviceFailed: 'Не получилось. Запросите на устройстве новый код и попробуйте ещё раз.',
  deviceConfirm: (client) => `${client} показывает этот код?`,
  deviceConfirmWhy: 'Если вы начали это не сами или устройства нет перед вами, откажитесь.',
  deviceConfirmYes: 'Да, войти',
  deviceConfirmNo: 'Отказаться',
  deviceDone: 'Вход на устройстве выполнен',
  deviceDoneWhy: 'Эту страницу можно закрыть.',
};

export const textsIn = (language: Language): Texts => (language === 'ru' ? russian : english);
