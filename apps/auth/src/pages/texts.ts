import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import type { Language } from './language.js';
import { refusedPasswordTexts } from './refused-password-texts.js';
import { within } from './within.js';

/** Why a page is shown in place of what was wanted. */
export type FailureKind =
  'expired' | 'unknown-application' | 'unknown-return' | 'cancelled' | 'not-found' | 'refused' | 'failed';

/** What happened, why, and what to do now. */
export interface FailureTexts {
  title: string;
  why: string;
  now: string;
}

/** Everything that a page says to people. */
export interface Texts {
  language: string;
  signIn: string;
  email: string;
  password: string;
  showPassword: string;
  hidePassword: string;
  capsLock: string;
  wrongPassword: string;
  or: string;
  photo: string;
  photoHow: string;
  photoWhy: string;
  forgetPhoto: string;
  photoUnreadable: string;
  wrongBeak: string;
  noAccount: string;
  register: string;
  haveAccount: string;
  name: string;
  newPassword: string;
  orBeakOrBoth: string;
  photoOfNewBeak: string;
  notRegistered: Record<'name' | 'email' | 'password' | RefusedPasswordCode | 'beak', string>;
  tooManyRegistrations: (seconds: number) => string;
  tooMany: (seconds: number) => string;
  tooManyTitle: string;
  failures: Record<FailureKind, FailureTexts>;
  code: string;
  toApplication: string;
  continue: string;
  continueWhy: string;
  signOut: string;
  signOutQuestion: string;
  signOutMeans: string;
  staySignedIn: string;
  signedOut: string;
  signedOutWhy: string;
  signInAgain: string;
  device: string;
  deviceWhy: string;
  deviceCode: string;
  deviceWrongCode: string;
  deviceStopped: string;
  deviceFailed: string;
  deviceConfirm: string;
  deviceConfirmWhy: string;
  deviceConfirmYes: string;
  deviceConfirmNo: string;
  deviceDone: string;
  deviceDoneWhy: string;
}

const english: Texts = {
  language: 'Language',
  signIn: 'Sign in',
  email: 'E-mail',
  password: 'Password',
  showPassword: 'Show password',
  hidePassword: 'Hide password',
  capsLock: 'Caps Lock is on.',
  wrongPassword:
    'E-mail and password do not belong together. Check both and try again. ' +
    'Forgot the password? We’ll mail you a link to set a new one.',
  or: 'or by beak',
  photo: 'Choose the photo of your beak',
  photoHow: 'or drop or paste the file here',
  photoWhy: 'The very file that was registered. It stays on this device; only a fingerprint of it is sent.',
  forgetPhoto: 'Take it away',
  photoUnreadable: 'This file cannot be read. Choose it again.',
  wrongBeak:
    'E-mail and photo do not belong together. Check both and try again. ' +
    'It must be the very file that was registered: one that was edited, made smaller or sent by a messenger is another.',
  noAccount: 'No account yet?',
  register: 'Register',
  haveAccount: 'Already have an account?',
  name: 'Name',
  newPassword: 'At least 10 characters, and not a common password.',
  orBeakOrBoth: 'or your beak, or both',
  photoOfNewBeak:
    'You sign in with this very file, so keep it. It stays on this device; only a fingerprint of it is sent.',
  notRegistered: {
    name: 'Enter your name, up to 200 characters.',
    email: 'This is not an e-mail address. Check it and try again.',
    password: 'Choose a password of 10 to 200 characters, a photo of your beak, or both.',
    ...refusedPasswordTexts.en,
    beak: 'The photo could not be read. Choose it again.',
  },
  tooManyRegistrations: (seconds) =>
    `Too many people have registered from your network. Try again ${within('en', seconds)}.`,
  tooMany: (seconds) =>
    `Too many attempts. Try again ${within('en', seconds)}; until then the right answer is refused as well.`,
  tooManyTitle: 'Wait a little',
  failures: {
    expired: {
      title: 'This sign-in has expired',
      why: 'It was open for too long, was finished already, or was begun in another browser.',
      now: 'Go back to aTES and sign in anew. If this page comes again, allow cookies for this site.',
    },
    'unknown-application': {
      title: 'This does not work',
      why: 'The application that sent you here is not known to aTES.',
      now: 'Open aTES itself. If the application should be known, tell those who run it the code below.',
    },
    'unknown-return': {
      title: 'This does not work',
      why: 'The application wants to be answered at an address that is not registered as its own.',
      now: 'For your safety nothing was sent there. Open aTES itself, and tell those who run the application the code below.',
    },
    cancelled: {
      title: 'Cancelled',
      why: 'The sign-in was stopped before its end. Nobody was signed in.',
      now: 'Go back to aTES whenever you want to try again.',
    },
    'not-found': {
      title: 'There is nothing here',
      why: 'The address is wrong, or what was there is there no more.',
      now: 'Check the address, or go back to aTES.',
    },
    refused: {
      title: 'This does not work',
      why: 'The request that led here is not one that can be answered.',
      now: 'Go back to aTES and try again. If it stays so, tell the operator the code below.',
    },
    failed: {
      title: 'Something failed on our side',
      why: 'It is not your fault, and it was written down.',
      now: 'Try again in a moment; if it stays so, tell the operator.',
    },
  },
  code: 'Code',
  toApplication: 'Back to aTES',
  continue: 'Continue',
  continueWhy: 'Your browser runs no scripts, so this step is left to you.',
  signOut: 'Sign out',
  signOutQuestion: 'Do you want to sign out of aTES?',
  signOutMeans:
    'In this browser you are signed out everywhere, in all its tabs. ' +
    'Other browsers, and devices that you signed in by a code, stay signed in.',
  staySignedIn: 'Stay signed in',
  signedOut: 'Signed out',
  signedOutWhy: 'In this browser nobody is signed in to aTES any more. You can close this page.',
  signInAgain: 'Sign in again',
  device: 'Sign in a device',
  deviceWhy: 'Enter the code that the device shows.',
  deviceCode: 'Code of the device',
  deviceWrongCode: 'There is no such code, or not any more. Check it and try again.',
  deviceStopped: 'The device was not signed in.',
  deviceFailed: 'That did not work. Let the device show a new code and try again.',
  deviceConfirm: 'Does your device show this code?',
  deviceConfirmWhy: 'If you did not begin this yourself, or do not have the device before you, refuse.',
  deviceConfirmYes: 'Yes, sign it in',
  deviceConfirmNo: 'Refuse',
  deviceDone: 'The device is signed in',
  deviceDoneWhy: 'You can close this page.',
};

const russian: Texts = {
  language: 'Язык',
  signIn: 'Войти',
  email: 'Электронная почта',
  password: 'Пароль',
  showPassword: 'Показать пароль',
  hidePassword: 'Скрыть пароль',
  capsLock: 'Включён Caps Lock.',
  wrongPassword:
    'Почта и пароль не подходят друг к другу. Проверьте их и попробуйте ещё раз. ' +
    'Забыли пароль? Мы пришлём ссылку, по которой можно задать новый.',
  or: 'или по клюву',
  photo: 'Выберите фотографию вашего клюва',
  photoHow: 'или перетащите, или вставьте файл сюда',
  photoWhy:
    'Тот самый файл, который зарегистрирован. Он остаётся на этом устройстве; отправляется только его отпечаток.',
  forgetPhoto: 'Убрать',
  photoUnreadable: 'Этот файл не читается. Выберите его ещё раз.',
  wrongBeak:
    'Почта и фотография не подходят друг к другу. Проверьте их и попробуйте ещё раз. ' +
    'Нужен тот самый файл, который зарегистрирован: обработанный, уменьшенный или присланный мессенджером уже не тот.',
  noAccount: 'Ещё нет учётной записи?',
  register: 'Зарегистрироваться',
  haveAccount: 'Уже есть учётная запись?',
  name: 'Имя',
  newPassword: 'Не меньше 10 символов и не из распространённых.',
  orBeakOrBoth: 'или клюв, или и то и другое',
  photoOfNewBeak:
    'Входить вы будете именно с этим файлом, сохраните его. Он остаётся на этом устройстве; отправляется только его отпечаток.',
  notRegistered: {
    name: 'Введите имя, не длиннее 200 символов.',
    email: 'Это не адрес электронной почты. Проверьте его и попробуйте ещё раз.',
    password: 'Задайте пароль от 10 до 200 символов, выберите фотографию клюва или и то и другое.',
    ...refusedPasswordTexts.ru,
    beak: 'Фотография не прочиталась. Выберите её ещё раз.',
  },
  tooManyRegistrations: (seconds) =>
    `Из вашей сети зарегистрировалось слишком много людей. Попробуйте ${within('ru', seconds)}.`,
  tooMany: (seconds) =>
    `Слишком много попыток. Попробуйте ${within('ru', seconds)}; до тех пор не подойдёт и верный ответ.`,
  tooManyTitle: 'Немного подождите',
  failures: {
    expired: {
      title: 'Этот вход устарел',
      why: 'Он был открыт слишком долго, уже завершён или начат в другом браузере.',
      now: 'Вернитесь в aTES и войдите заново. Если эта страница появится снова, разрешите этому сайту cookie.',
    },
    'unknown-application': {
      title: 'Так не получится',
      why: 'Приложение, которое вас сюда отправило, в aTES неизвестно.',
      now: 'Откройте сам aTES. Если приложение должно быть известно, сообщите его владельцам код ниже.',
    },
    'unknown-return': {
      title: 'Так не получится',
      why: 'Приложение ждёт ответа по адресу, который за ним не зарегистрирован.',
      now: 'Ради вашей безопасности туда ничего не отправлено. Откройте сам aTES, а владельцам приложения сообщите код ниже.',
    },
    cancelled: {
      title: 'Отменено',
      why: 'Вход прерван до конца. Никто не вошёл.',
      now: 'Вернитесь в aTES, когда захотите попробовать снова.',
    },
    'not-found': {
      title: 'Здесь ничего нет',
      why: 'Адрес неверен, или того, что здесь было, больше нет.',
      now: 'Проверьте адрес или вернитесь в aTES.',
    },
    refused: {
      title: 'Так не получится',
      why: 'На запрос, который сюда привёл, нельзя ответить.',
      now: 'Вернитесь в aTES и попробуйте ещё раз. Если не пройдёт, сообщите администратору код ниже.',
    },
    failed: {
      title: 'У нас что-то сломалось',
      why: 'Это не ваша ошибка, и она записана.',
      now: 'Попробуйте ещё раз чуть позже; если не пройдёт, сообщите администратору.',
    },
  },
  code: 'Код',
  toApplication: 'Вернуться в aTES',
  continue: 'Продолжить',
  continueWhy: 'Ваш браузер не выполняет скрипты, поэтому этот шаг за вами.',
  signOut: 'Выйти',
  signOutQuestion: 'Выйти из aTES?',
  signOutMeans:
    'В этом браузере вы выйдете везде, во всех его вкладках. ' +
    'Другие браузеры и устройства, на которых вы вошли по коду, останутся в системе.',
  staySignedIn: 'Остаться',
  signedOut: 'Вы вышли',
  signedOutWhy: 'В этом браузере больше никто не вошёл в aTES. Эту страницу можно закрыть.',
  signInAgain: 'Войти снова',
  device: 'Вход на устройстве',
  deviceWhy: 'Введите код, который показывает устройство.',
  deviceCode: 'Код с устройства',
  deviceWrongCode: 'Такого кода нет или уже нет. Проверьте его и попробуйте ещё раз.',
  deviceStopped: 'Вход на устройстве отменён.',
  deviceFailed: 'Не получилось. Запросите на устройстве новый код и попробуйте ещё раз.',
  deviceConfirm: 'Ваше устройство показывает этот код?',
  deviceConfirmWhy: 'Если вы начали это не сами или устройства нет перед вами, откажитесь.',
  deviceConfirmYes: 'Да, войти',
  deviceConfirmNo: 'Отказаться',
  deviceDone: 'Вход на устройстве выполнен',
  deviceDoneWhy: 'Эту страницу можно закрыть.',
};

const texts: Record<Language, Texts> = { en: english, ru: russian };

export const textsIn = (language: Language): Texts => texts[language];
