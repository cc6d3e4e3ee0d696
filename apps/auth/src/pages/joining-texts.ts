import type { RefusedPasswordCode } from '../credentials/new-passwords.js';
import type { Language } from './language.js';
import { refusedPasswordTexts } from './refused-password-texts.js';
import type { FailureTexts } from './texts.js';

/** A page that says what happened and what to do now. */
export interface EndTexts {
  title: string;
  why: string;
}

/** What came of a confirmation. */
export type ConfirmationEnd =
  | 'registered'
  | 'registered-without-beak'
  | 'waiting'
  | 'already-registered'
  | 'beak-taken'
  | 'closed'
  | 'by-invitation'
  | 'domain-refused';

/** What the pages of joining say: registration, links in mails, setup (A9). */
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
      title: 'This link has been used',
      why: 'Each link works once, and this one has done its work.',
      now: 'If you used it, sign in. If you didn’t, tell your administrator.',
    },
    expired: {
      title: 'This link has expired',
      why: 'Links in our mails work for a limited time.',
      now: 'Ask for a new one where you asked for this one.',
    },
    revoked: {
      title: 'This link no longer works',
      why: 'It was withdrawn, or a newer mail has replaced it.',
      now: 'Use the link in the newest mail, or ask for a new one.',
    },
    unknown: {
      title: 'We don’t know this link',
      why: 'The address is incomplete or was changed on its way.',
      now: 'Open the link exactly as the mail has it, or ask for a new one.',
    },
  },
  toSignIn: 'Sign in',
  registrationShut: {
    closed: {
      title: 'Registration is closed',
      why: 'Administrators add people to aTES. Ask one of them for an account.',
    },
    'by-invitation': {
      title: 'You need an invitation',
      why: 'People join aTES by invitation. Ask an administrator for one; it comes by mail with a link.',
    },
  },
  registerWhy: {
    'by-approval':
      'We mail you a link to confirm your address. Then an administrator accepts your registration.',
    open: 'We mail you a link to confirm your address. Then you can start right away.',
  },
  domainRefused: (domains) => `You can register with an address at ${domains} only.`,
  checkMail: {
    title: 'Check your mail',
    why: (email) => `We’ve sent a mail to ${email}. Open the link in it to go on; it works for 24 hours.`,
    hint: 'No mail? Look in your spam folder, or',
    again: 'Send it again',
    sentAgain: 'We’ve sent it again, unless the address has reached its daily limit.',
  },
  confirm: {
    title: 'Confirm your address',
    why: 'Press the button to confirm that this e-mail address is yours and that you want an aTES account.',
    button: 'Confirm the address',
  },
  confirmed: {
    registered: { title: 'Address confirmed', why: 'Welcome to aTES. You can sign in now.' },
    'registered-without-beak': {
      title: 'Address confirmed',
      why:
        'Welcome to aTES. Someone else already signs in with your photo, so sign in with your password. An ' +
        'administrator can set another photo for you.',
    },
    waiting: {
      title: 'Address confirmed',
      why: 'An administrator decides on your registration now. We’ll mail you the result; you can close this page.',
    },
    'already-registered': {
      title: 'You already have an account',
      why: 'This address has an account already, and it has not changed. Sign in with it.',
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
      why: 'Since you registered, aTES takes people by invitation only. Ask an administrator for one.',
    },
    'domain-refused': {
      title: 'This address can’t be used',
      why: 'Since you registered, aTES no longer takes addresses at this domain. Register with another address.',
    },
  },
  invitation: {
    title: 'Join aTES',
    why: (email) => `You are invited as ${email}. Choose how you sign in.`,
    whyWithAccount: (email) => `Your account is ${email}. Choose how you sign in.`,
    button: 'Join',
    joined: { title: 'Welcome to aTES', why: 'Your account is ready. You can sign in now.' },
    faults: {
      name: 'Enter your name, up to 200 characters.',
      password: 'Choose a password of 10 to 200 characters, a photo of your beak, or both.',
      ...refusedPasswordTexts.en,
      beak: 'The photo could not be read. Choose it again.',
      'beak-taken': 'Someone else signs in with this photo. Choose another one.',
      'email-taken': 'This address has an account already. Sign in with it.',
      closed: 'Registration was closed after you were invited. Ask your administrator.',
    },
  },
  setup: {
    title: 'Set up aTES',
    why: 'Create the first administrator. This page closes once there is one.',
    code: 'Setup code',
    codeHint: 'Auth writes it to its log at each start; the newest one counts.',
    button: 'Create the administrator',
    done: { title: 'aTES is set up', why: 'You are the administrator. Sign in and invite your people.' },
    doneBefore: {
      title: 'aTES is set up',
      why: 'There is an administrator already, so this page is closed.',
    },
    faults: {
      code: 'This is not the code in the log of Auth. Use the newest one.',
      name: 'Enter your name, up to 200 characters.',
      email: 'This is not an e-mail address. Check it and try again.',
      password: 'Choose a password of 10 to 200 characters.',
      ...refusedPasswordTexts.en,
      'email-taken': 'This address has an account already. Use another one.',
    },
  },
};

const russian: JoiningTexts = {
  deadLinks: {
    used: {
      title: 'Ссылка уже использована',
      why: 'Каждая ссылка срабатывает один раз, и эта уже сработала.',
      now: 'Если это были вы, войдите. Если нет, сообщите администратору.',
    },
    expired: {
      title: 'Срок действия ссылки истёк',
      why: 'Ссылки в наших письмах действуют ограниченное время.',
      now: 'Запросите новую там же, где запрашивали эту.',
    },
    revoked: {
      title: 'Ссылка больше не действует',
      why: 'Её отозвали, или пришло более новое письмо.',
      now: 'Откройте ссылку из последнего письма или запросите новую.',
    },
    unknown: {
      title: 'Такой ссылки нет',
      why: 'Адрес неполный или изменился по пути.',
      now: 'Откройте ссылку точно так, как она указана в письме, или запросите новую.',
    },
  },
  toSignIn: 'Войти',
  registrationShut: {
    closed: {
      title: 'Регистрация закрыта',
      why: 'Людей в aTES добавляют администраторы. Попросите одного из них создать вам учётную запись.',
    },
    'by-invitation': {
      title: 'Нужно приглашение',
      why: 'В aTES попадают по приглашению. Попросите его у администратора: оно придёт по почте со ссылкой.',
    },
  },
  registerWhy: {
    'by-approval':
      'Мы пришлём на вашу почту ссылку для подтверждения адреса. После этого заявку одобрит администратор.',
    open: 'Мы пришлём на вашу почту ссылку для подтверждения адреса. После этого можно сразу начинать.',
  },
  domainRefused: (domains) => `Зарегистрироваться можно только с адресом в домене ${domains}.`,
  checkMail: {
    title: 'Проверьте почту',
    why: (email) => `Мы отправили письмо на ${email}. Перейдите по ссылке в нём; она действует 24 часа.`,
    hint: 'Письма нет? Проверьте папку «Спам» или',
    again: 'Отправить ещё раз',
    sentAgain: 'Письмо отправлено ещё раз, если на этот адрес сегодня ещё можно писать.',
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
        'Добро пожаловать в aTES. С вашей фотографией уже входит кто-то другой, поэтому входите с паролем. Другую ' +
        'фотографию может задать администратор.',
    },
    waiting: {
      title: 'Адрес подтверждён',
      why: 'Теперь заявку рассмотрит администратор. Мы напишем вам о решении; эту страницу можно закрыть.',
    },
    'already-registered': {
      title: 'У вас уже есть учётная запись',
      why: 'С этим адресом учётная запись уже есть, и она не изменилась. Войдите с ней.',
    },
    'beak-taken': {
      title: 'Выберите другую фотографию',
      why: 'С вашей фотографией уже входит кто-то другой. Зарегистрируйтесь ещё раз с паролем или другой фотографией.',
    },
    closed: {
      title: 'Регистрация закрыта',
      why: 'Её закрыли после того, как вы заполнили форму. Попросите администратора создать вам учётную запись.',
    },
    'by-invitation': {
      title: 'Нужно приглашение',
      why: 'С тех пор в aTES принимают только по приглашению. Попросите его у администратора.',
    },
    'domain-refused': {
      title: 'Этот адрес не подходит',
      why: 'С тех пор адреса в этом домене больше не принимаются. Зарегистрируйтесь с другим адресом.',
    },
  },
  invitation: {
    title: 'Присоединяйтесь к aTES',
    why: (email) => `Вас пригласили по адресу ${email}. Выберите, как вы будете входить.`,
    whyWithAccount: (email) => `Ваша учётная запись — ${email}. Выберите, как вы будете входить.`,
    button: 'Присоединиться',
    joined: { title: 'Добро пожаловать в aTES', why: 'Учётная запись готова. Теперь вы можете войти.' },
    faults: {
      name: 'Введите имя, не длиннее 200 символов.',
      password: 'Задайте пароль от 10 до 200 символов, выберите фотографию клюва или и то и другое.',
      ...refusedPasswordTexts.ru,
      beak: 'Фотография не прочиталась. Выберите её ещё раз.',
      'beak-taken': 'С этой фотографией входит кто-то другой. Выберите другую.',
      'email-taken': 'Учётная запись с этим адресом уже есть. Войдите с ней.',
      closed:
        'Сейчас присоединиться нельзя: регистрацию закрыли после приглашения. Обратитесь к администратору.',
    },
  },
  setup: {
    title: 'Первая настройка aTES',
    why: 'Создайте первого администратора. После этого страница закроется.',
    code: 'Код настройки',
    codeHint: 'Auth пишет его в свой журнал при каждом запуске; действует последний.',
    button: 'Создать администратора',
    done: { title: 'aTES готов к работе', why: 'Вы администратор. Войдите и пригласите сотрудников.' },
    doneBefore: { title: 'aTES уже настроен', why: 'Администратор уже есть, поэтому страница закрыта.' },
    faults: {
      code: 'Это не тот код, что в журнале Auth. Нужен последний.',
      name: 'Введите имя, не длиннее 200 символов.',
      email: 'Это не адрес электронной почты. Проверьте его и попробуйте ещё раз.',
      password: 'Задайте пароль от 10 до 200 символов.',
      ...refusedPasswordTexts.ru,
      'email-taken': 'Учётная запись с этим адресом уже есть. Укажите другой.',
    },
  },
};

const texts: Record<Language, JoiningTexts> = { en: english, ru: russian };

export const joiningTextsIn = (language: Language): JoiningTexts => texts[language];
