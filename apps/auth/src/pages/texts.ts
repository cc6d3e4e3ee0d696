import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import type { Language } from './language.js';
import { refusedPasswordTexts } from './refused-password-texts.js';
import { within } from './within.js';

/** Why a failure page is shown instead of the requested one. */
export type FailureKind =
  'expired' | 'unknown-application' | 'unknown-return' | 'cancelled' | 'not-found' | 'refused' | 'failed';

/** What happened, why, and what the reader can do next. */
export interface FailureTexts {
  title: string;
  why: string;
  now: string;
}

/** Texts of the sign-in, sign-out, registration, device and failure pages. */
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
    'Wrong e-mail or password. Check both and try again. ' +
    'Forgot your password? We’ll e-mail you a link to set a new one.',
  or: 'or use your beak',
  photo: 'Choose your beak photo',
  photoHow: 'or drop or paste it here',
  photoWhy: 'Use exactly the file you registered. It stays on this device; only its fingerprint is sent.',
  forgetPhoto: 'Remove',
  photoUnreadable: 'We couldn’t read this file. Choose it again.',
  wrongBeak:
    'Wrong e-mail or photo. Check both and try again. ' +
    'Use exactly the file you registered: a copy that was edited, resized or sent through a messenger won’t work.',
  noAccount: 'No account yet?',
  register: 'Register',
  haveAccount: 'Already have an account?',
  name: 'Name',
  newPassword: 'At least 10 characters. Common passwords are refused.',
  orBeakOrBoth: 'or use your beak, or both',
  photoOfNewBeak:
    'You’ll sign in with exactly this file, so keep it. It stays on this device; only its fingerprint is sent.',
  notRegistered: {
    name: 'Enter your name, up to 200 characters.',
    email: 'This is not an e-mail address. Check it and try again.',
    password: 'Choose a password of 10 to 200 characters, a photo of your beak, or both.',
    ...refusedPasswordTexts.en,
    beak: 'We couldn’t read the photo. Choose it again.',
  },
  tooManyRegistrations: (seconds) =>
    `Too many people have registered from your network. Try again ${within('en', seconds)}.`,
  tooMany: (seconds) =>
    `Too many attempts. Try again ${within('en', seconds)}; until then even the right details won’t work.`,
  tooManyTitle: 'Please wait a moment',
  failures: {
    expired: {
      title: 'This sign-in has expired',
      why: 'It was open for too long, was already completed, or was started in another browser.',
      now: 'Go back to aTES and sign in again. If you see this page again, allow cookies for this site.',
    },
    'unknown-application': {
      title: 'Unknown application',
      why: 'aTES doesn’t recognize the application that sent you here.',
      now: 'Open aTES directly. If this application should work, give its operator the code below.',
    },
    'unknown-return': {
      title: 'We stopped this request',
      why: 'The application asked us to send you to an address that isn’t registered for it.',
      now: 'For your safety we sent nothing there. Open aTES directly, and give the application’s operator the code below.',
    },
    cancelled: {
      title: 'Sign-in cancelled',
      why: 'The sign-in was stopped before it was complete, so you aren’t signed in.',
      now: 'To try again, go back to aTES.',
    },
    'not-found': {
      title: 'Page not found',
      why: 'The address is wrong, or the page no longer exists.',
      now: 'Check the address, or go back to aTES.',
    },
    refused: {
      title: 'We can’t process this request',
      why: 'The request that brought you here isn’t valid.',
      now: 'Go back to aTES and try again. If this keeps happening, give the operator the code below.',
    },
    failed: {
      title: 'Something went wrong',
      why: 'The error is on our side, and we’ve logged it.',
      now: 'Try again in a moment. If this keeps happening, tell the operator.',
    },
  },
  code: 'Code',
  toApplication: 'Back to aTES',
  continue: 'Continue',
  continueWhy: 'Your browser doesn’t run scripts, so press the button to continue.',
  signOut: 'Sign out',
  signOutQuestion: 'Do you want to sign out of aTES?',
  signOutMeans:
    'This signs you out in all tabs of this browser. ' +
    'Other browsers, and devices that you signed in with a code, stay signed in.',
  staySignedIn: 'Stay signed in',
  signedOut: 'Signed out',
  signedOutWhy: 'You’re signed out of aTES in this browser. You can close this page.',
  signInAgain: 'Sign in again',
  device: 'Sign in a device',
  deviceWhy: 'Enter the code shown on the device.',
  deviceCode: 'Device code',
  deviceWrongCode: 'This code doesn’t exist or no longer works. Check it and try again.',
  deviceStopped: 'The device was not signed in.',
  deviceFailed: 'That didn’t work. Get a new code on the device and try again.',
  deviceConfirm: 'Does your device show this code?',
  deviceConfirmWhy: 'If you didn’t start this yourself, or the device isn’t in front of you, cancel.',
  deviceConfirmYes: 'Yes, sign it in',
  deviceConfirmNo: 'No, cancel',
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
    'Неверная почта или пароль. Проверьте их и попробуйте ещё раз. ' +
    'Забыли пароль? Мы пришлём ссылку, по которой можно задать новый.',
  or: 'или по фото клюва',
  photo: 'Выберите фото клюва',
  photoHow: 'либо перетащите или вставьте его сюда',
  photoWhy:
    'Нужен тот же файл, что и при регистрации. Он остаётся на этом устройстве: отправляется только его отпечаток.',
  forgetPhoto: 'Убрать',
  photoUnreadable: 'Не удалось прочитать файл. Выберите его ещё раз.',
  wrongBeak:
    'Неверная почта или фото. Проверьте их и попробуйте ещё раз. Нужен тот же файл, что и при регистрации: ' +
    'обработанная, уменьшенная или пересланная в мессенджере копия не подойдёт.',
  noAccount: 'Ещё нет учётной записи?',
  register: 'Зарегистрироваться',
  haveAccount: 'Уже есть учётная запись?',
  name: 'Имя',
  newPassword: 'Не меньше 10 символов. Распространённые пароли не подойдут.',
  orBeakOrBoth: 'или фото клюва, или и то и другое',
  photoOfNewBeak:
    'Входить вы будете именно с этим файлом, сохраните его. Он остаётся на этом устройстве: отправляется только его отпечаток.',
  notRegistered: {
    name: 'Введите имя длиной до 200 символов.',
    email: 'Это не адрес электронной почты. Проверьте его и попробуйте ещё раз.',
    password: 'Задайте пароль от 10 до 200 символов, выберите фото клюва или используйте и то и другое.',
    ...refusedPasswordTexts.ru,
    beak: 'Не удалось прочитать фото. Выберите его ещё раз.',
  },
  tooManyRegistrations: (seconds) =>
    `Слишком много регистраций из вашей сети. Попробуйте снова ${within('ru', seconds)}.`,
  tooMany: (seconds) =>
    `Слишком много попыток. Попробуйте снова ${within('ru', seconds)}; до тех пор не подойдут даже верные данные.`,
  tooManyTitle: 'Подождите немного',
  failures: {
    expired: {
      title: 'Время на вход истекло',
      why: 'Страница входа была открыта слишком долго, вход уже завершён или начат в другом браузере.',
      now: 'Вернитесь в aTES и войдите ещё раз. Если эта страница появится снова, разрешите cookie для этого сайта.',
    },
    'unknown-application': {
      title: 'Неизвестное приложение',
      why: 'aTES не знает приложение, которое вас сюда направило.',
      now: 'Откройте aTES напрямую. Если приложение должно работать, сообщите его владельцу код ниже.',
    },
    'unknown-return': {
      title: 'Мы остановили этот запрос',
      why: 'Приложение попросило отправить вас на адрес, который за ним не зарегистрирован.',
      now: 'В целях безопасности мы ничего туда не отправили. Откройте aTES напрямую и сообщите владельцу приложения код ниже.',
    },
    cancelled: {
      title: 'Вход отменён',
      why: 'Вход прервали до завершения, поэтому вы не вошли.',
      now: 'Чтобы попробовать ещё раз, вернитесь в aTES.',
    },
    'not-found': {
      title: 'Страница не найдена',
      why: 'Адрес неверный, или этой страницы больше нет.',
      now: 'Проверьте адрес или вернитесь в aTES.',
    },
    refused: {
      title: 'Не удалось выполнить запрос',
      why: 'Запрос, с которым вы сюда попали, некорректен.',
      now: 'Вернитесь в aTES и попробуйте ещё раз. Если не поможет, сообщите администратору код ниже.',
    },
    failed: {
      title: 'Что-то пошло не так',
      why: 'Ошибка на нашей стороне, мы её записали.',
      now: 'Попробуйте ещё раз чуть позже. Если не поможет, сообщите администратору.',
    },
  },
  code: 'Код',
  toApplication: 'Вернуться в aTES',
  continue: 'Продолжить',
  continueWhy: 'Ваш браузер не выполняет скрипты, поэтому нажмите кнопку, чтобы продолжить.',
  signOut: 'Выйти',
  signOutQuestion: 'Выйти из aTES?',
  signOutMeans:
    'Вы выйдете из системы во всех вкладках этого браузера. ' +
    'В других браузерах и на устройствах, где вы вошли по коду, вход сохранится.',
  staySignedIn: 'Не выходить',
  signedOut: 'Вы вышли',
  signedOutWhy: 'Вы вышли из aTES в этом браузере. Эту страницу можно закрыть.',
  signInAgain: 'Войти снова',
  device: 'Вход на устройстве',
  deviceWhy: 'Введите код, который показывает устройство.',
  deviceCode: 'Код с устройства',
  deviceWrongCode: 'Такого кода нет, или он больше не действует. Проверьте его и попробуйте ещё раз.',
  deviceStopped: 'Вход на устройстве отменён.',
  deviceFailed: 'Не получилось. Запросите на устройстве новый код и попробуйте ещё раз.',
  deviceConfirm: 'Ваше устройство показывает этот код?',
  deviceConfirmWhy: 'Если вы не начинали вход сами или устройства нет перед вами, отмените его.',
  deviceConfirmYes: 'Да, войти',
  deviceConfirmNo: 'Нет, отменить',
  deviceDone: 'Вход на устройстве выполнен',
  deviceDoneWhy: 'Эту страницу можно закрыть.',
};

const texts: Record<Language, Texts> = { en: english, ru: russian };

export const textsIn = (language: Language): Texts => texts[language];
