import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import type { Language } from './language.js';
import { refusedPasswordTexts } from './refused-password-texts.js';
import type { FailureTexts } from './texts.js';

/** A page that says what happened and what the reader can do next. */
interface EndTexts {
  title: string;
  why: string;
}

/** The outcome of confirming an address. */
export type ConfirmationEnd =
  | 'registered'
  | 'registered-without-beak'
  | 'waiting'
  | 'already-registered'
  | 'beak-taken'
  | 'closed'
  | 'by-invitation'
  | 'domain-refused';

/** Texts of the pages for joining: registration, links in e-mails, setup (A9). */
export interface JoiningTexts {
  deadLinks: Record<'used' | 'expired' | 'revoked' | 'unknown', FailureTexts>;
  toSignIn: string;
  registrationShut: Record<'closed' | 'by-invitation', EndTexts>;
  registerWhy: Record<'by-approval' | 'open', string>;
  domainRefused: (domains: string) => string;
  checkMail: {
    title: string;
    why: (email: string) => string;
    hint: string;
    again: string;
    sentAgain: string;
  };
  confirm: { title: string; why: string; button: string };
  confirmed: Record<ConfirmationEnd, EndTexts>;
  invitation: {
    title: string;
    why: (email: string) => string;
    whyWithAccount: (email: string) => string;
    button: string;
    joined: EndTexts;
    faults: Record<
      'name' | 'password' | RefusedPasswordCode | 'beak' | 'beak-taken' | 'email-taken' | 'closed',
      string
    >;
  };
  setup: {
    title: string;
    why: string;
    code: string;
    codeHint: string;
    button: string;
    done: EndTexts;
    doneBefore: EndTexts;
    faults: Record<'code' | 'name' | 'email' | 'password' | RefusedPasswordCode | 'email-taken', string>;
  };
}

const english: JoiningTexts = {
  deadLinks: {
    used: {
      title: 'This link has already been used',
      why: 'Each link works only once.',
      now: 'If you used it, sign in. If you didn’t, tell your administrator.',
    },
    expired: {
      title: 'This link has expired',
      why: 'Links in our e-mails work for a limited time.',
      now: 'Request a new one where you requested this one.',
    },
    revoked: {
      title: 'This link no longer works',
      why: 'It was revoked, or a newer e-mail has replaced it.',
      now: 'Use the link in the newest e-mail, or request a new one.',
    },
    unknown: {
      title: 'We don’t recognize this link',
      why: 'The address is incomplete or was altered.',
      now: 'Open the link exactly as it appears in the e-mail, or request a new one.',
    },
  },
  toSignIn: 'Sign in',
  registrationShut: {
    closed: {
      title: 'Registration is closed',
      why: 'Only administrators can add people to aTES. Ask one of them for an account.',
    },
    'by-invitation': {
      title: 'You need an invitation',
      why: 'People join aTES by invitation. Ask an administrator to invite you; you’ll get an e-mail with a link.',
    },
  },
  registerWhy: {
    'by-approval':
      'We’ll e-mail you a link to confirm your address. Then an administrator reviews your registration.',
    open: 'We’ll e-mail you a link to confirm your address. Then you can start right away.',
  },
  domainRefused: (domains) => `You can only register with an address at ${domains}.`,
  checkMail: {
    title: 'Check your e-mail',
    why: (email) =>
      `We’ve sent an e-mail to ${email}. Open the link in it to continue; it works for 24 hours.`,
    hint: 'No e-mail? Check your spam folder, or',
    again: 'Send it again',
    sentAgain: 'We’ve sent it again, unless this address has reached its daily limit.',
  },
  confirm: {
    title: 'Confirm your address',
    why: 'Press the button to confirm that this e-mail address is yours and that you want an aTES account.',
    button: 'Confirm address',
  },
  confirmed: {
    registered: { title: 'Address confirmed', why: 'Welcome to aTES. You can sign in now.' },
    'registered-without-beak': {
      title: 'Address confirmed',
      why:
        'Welcome to aTES. Someone else already signs in with your photo, so use your password. An administrator ' +
        'can set another photo for you.',
    },
    waiting: {
      title: 'Address confirmed',
      why: 'An administrator will now review your registration. We’ll e-mail you the decision; you can close this page.',
    },
    'already-registered': {
      title: 'You already have an account',
      why: 'There is already an account with this address, and nothing about it has changed. Sign in with it.',
    },
    'beak-taken': {
      title: 'Choose another photo',
      why: 'Someone else already signs in with your photo. Register again with a password or another photo.',
    },
    closed: {
      title: 'Registration is closed',
      why: 'It was closed after you registered. Ask an administrator for an account.',
    },
    'by-invitation': {
      title: 'You need an invitation',
      why: 'Since you registered, aTES has become invitation-only. Ask an administrator to invite you.',
    },
    'domain-refused': {
      title: 'This address can’t be used',
      why: 'Since you registered, aTES has stopped accepting addresses at this domain. Register with another one.',
    },
  },
  invitation: {
    title: 'Join aTES',
    why: (email) => `You’re invited as ${email}. Choose how you’ll sign in.`,
    whyWithAccount: (email) => `Your account is ${email}. Choose how you’ll sign in.`,
    button: 'Join',
    joined: { title: 'Welcome to aTES', why: 'Your account is ready. You can sign in now.' },
    faults: {
      name: 'Enter your name, up to 200 characters.',
      password: 'Choose a password of 10 to 200 characters, a photo of your beak, or both.',
      ...refusedPasswordTexts.en,
      beak: 'We couldn’t read the photo. Choose it again.',
      'beak-taken': 'Someone else already signs in with this photo. Choose another one.',
      'email-taken': 'There is already an account with this address. Sign in with it.',
      closed: 'Registration was closed after you were invited. Ask your administrator.',
    },
  },
  setup: {
    title: 'Set up aTES',
    why: 'Create the first administrator. This page then closes.',
    code: 'Setup code',
    codeHint: 'Auth logs a new code each time it starts; use the latest one.',
    button: 'Create administrator',
    done: { title: 'aTES is set up', why: 'You’re the administrator. Sign in and invite your people.' },
    doneBefore: {
      title: 'aTES is already set up',
      why: 'There is already an administrator, so this page is closed.',
    },
    faults: {
      code: 'This isn’t the code in Auth’s log. Use the latest one.',
      name: 'Enter your name, up to 200 characters.',
      email: 'This is not an e-mail address. Check it and try again.',
      password: 'Choose a password of 10 to 200 characters.',
      ...refusedPasswordTexts.en,
      'email-taken': 'There is already an account with this address. Use another one.',
    },
  },
};

const russian: JoiningTexts = {
  deadLinks: {
    used: {
      title: 'Ссылка уже использована',
      why: 'Каждая ссылка работает только один раз.',
      now: 'Если это были вы, войдите. Если нет, сообщите администратору.',
    },
    expired: {
      title: 'Срок действия ссылки истёк',
      why: 'Ссылки в наших письмах действуют ограниченное время.',
      now: 'Запросите новую там же, где запрашивали эту.',
    },
    revoked: {
      title: 'Ссылка больше не действует',
      why: 'Её отозвали, или мы уже прислали новую.',
      now: 'Откройте ссылку из последнего письма или запросите новую.',
    },
    unknown: {
      title: 'Такой ссылки нет',
      why: 'Адрес неполный или изменён.',
      now: 'Откройте ссылку в точности как в письме или запросите новую.',
    },
  },
  toSignIn: 'Войти',
  registrationShut: {
    closed: {
      title: 'Регистрация закрыта',
      why: 'Добавлять людей в aTES могут только администраторы. Попросите одного из них создать вам учётную запись.',
    },
    'by-invitation': {
      title: 'Нужно приглашение',
      why: 'Присоединиться к aTES можно только по приглашению. Попросите администратора прислать вам письмо со ссылкой.',
    },
  },
  registerWhy: {
    'by-approval':
      'Мы пришлём на вашу почту ссылку для подтверждения адреса. После этого заявку рассмотрит администратор.',
    open: 'Мы пришлём на вашу почту ссылку для подтверждения адреса. После этого можно сразу начинать.',
  },
  domainRefused: (domains) => `Зарегистрироваться можно только с адресом в домене ${domains}.`,
  checkMail: {
    title: 'Проверьте почту',
    why: (email) => `Мы отправили письмо на ${email}. Перейдите по ссылке в нём; она действует 24 часа.`,
    hint: 'Письма нет? Проверьте папку «Спам» или',
    again: 'Отправить ещё раз',
    sentAgain: 'Мы отправили письмо ещё раз, если дневной лимит писем на этот адрес не исчерпан.',
  },
  confirm: {
    title: 'Подтвердите адрес',
    why: 'Нажмите кнопку, чтобы подтвердить, что это ваш адрес и вы хотите завести учётную запись aTES.',
    button: 'Подтвердить адрес',
  },
  confirmed: {
    registered: { title: 'Адрес подтверждён', why: 'Добро пожаловать в aTES. Теперь вы можете войти.' },
    'registered-without-beak': {
      title: 'Адрес подтверждён',
      why:
        'Добро пожаловать в aTES. С вашим фото уже входит кто-то другой, поэтому входите по паролю. Другое фото ' +
        'может задать администратор.',
    },
    waiting: {
      title: 'Адрес подтверждён',
      why: 'Теперь заявку рассмотрит администратор. Мы напишем вам о решении; эту страницу можно закрыть.',
    },
    'already-registered': {
      title: 'У вас уже есть учётная запись',
      why: 'Учётная запись с этим адресом уже есть, в ней ничего не изменилось. Войдите в неё.',
    },
    'beak-taken': {
      title: 'Выберите другое фото',
      why: 'С вашим фото уже входит кто-то другой. Зарегистрируйтесь ещё раз с паролем или другим фото.',
    },
    closed: {
      title: 'Регистрация закрыта',
      why: 'Её закрыли после того, как вы заполнили форму. Попросите администратора создать вам учётную запись.',
    },
    'by-invitation': {
      title: 'Нужно приглашение',
      why: 'После вашей регистрации в aTES стали принимать только по приглашениям. Попросите его у администратора.',
    },
    'domain-refused': {
      title: 'Этот адрес не подходит',
      why: 'После вашей регистрации адреса в этом домене перестали принимать. Зарегистрируйтесь с другим адресом.',
    },
  },
  invitation: {
    title: 'Присоединяйтесь к aTES',
    why: (email) => `Вас пригласили по адресу ${email}. Выберите, как вы будете входить.`,
    whyWithAccount: (email) => `Ваша учётная запись — ${email}. Выберите, как вы будете входить.`,
    button: 'Присоединиться',
    joined: { title: 'Добро пожаловать в aTES', why: 'Учётная запись готова. Теперь вы можете войти.' },
    faults: {
      name: 'Введите имя длиной до 200 символов.',
      password: 'Задайте пароль от 10 до 200 символов, выберите фото клюва или используйте и то и другое.',
      ...refusedPasswordTexts.ru,
      beak: 'Не удалось прочитать фото. Выберите его ещё раз.',
      'beak-taken': 'С этим фото уже входит кто-то другой. Выберите другое.',
      'email-taken': 'Учётная запись с этим адресом уже есть. Войдите в неё.',
      closed:
        'Сейчас присоединиться нельзя: регистрацию закрыли после приглашения. Обратитесь к администратору.',
    },
  },
  setup: {
    title: 'Первая настройка aTES',
    why: 'Создайте первого администратора. После этого страница закроется.',
    code: 'Код настройки',
    codeHint: 'Auth пишет в журнал новый код при каждом запуске; действует последний.',
    button: 'Создать администратора',
    done: { title: 'aTES готов к работе', why: 'Вы администратор. Войдите и пригласите сотрудников.' },
    doneBefore: { title: 'aTES уже настроен', why: 'Администратор уже есть, поэтому страница закрыта.' },
    faults: {
      code: 'Это не тот код, что в журнале Auth. Введите последний.',
      name: 'Введите имя длиной до 200 символов.',
      email: 'Это не адрес электронной почты. Проверьте его и попробуйте ещё раз.',
      password: 'Задайте пароль от 10 до 200 символов.',
      ...refusedPasswordTexts.ru,
      'email-taken': 'Учётная запись с этим адресом уже есть. Укажите другой.',
    },
  },
};

const texts: Record<Language, JoiningTexts> = { en: english, ru: russian };

export const joiningTextsIn = (language: Language): JoiningTexts => texts[language];
