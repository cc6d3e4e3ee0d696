import type { MailLanguage } from '@ates/mail';

/** The words of people in each kind of mail. Mails that a stranger can cause to any address have none. */
export interface MailWords {
  'confirm-address': NoWords;
  'reset-password': NoWords;
  'password-changed': NoWords;
  'already-registered': NoWords;
  invitation: { inviter: string };
  'account-created': NoWords;
  'registration-accepted': { name: string };
  'registration-declined': NoWords;
  'address-changed': { name: string; address: string };
}

type NoWords = Record<string, never>;

export type MailKind = keyof MailWords;

/** What a mail says. */
export interface MailText {
  subject: string;
  /** Paragraphs before the link. */
  lines: readonly string[];
  /** What the button of the link says, and the paragraphs after it. */
  link?: { label: string; after: readonly string[] };
}

/** What else a mail may name. */
export interface MailPlaces {
  /** Address of the web UI. */
  application: string;
}

type MailTexts = { [Kind in MailKind]: (words: MailWords[Kind], places: MailPlaces) => MailText };

const english: MailTexts = {
  'confirm-address': () => ({
    subject: 'Confirm your e-mail address',
    lines: [
      'Someone registered at aTES with this e-mail address. If it was you, confirm it within 24 hours.',
    ],
    link: {
      label: 'Confirm the address',
      after: ['If it wasn’t you, ignore this mail; without your confirmation there is no account.'],
    },
  }),
  'reset-password': () => ({
    subject: 'Set a new password',
    lines: ['Someone asked for a new password for the aTES account with this e-mail address.'],
    link: {
      label: 'Set a new password',
      after: [
        'The link works once, within an hour; links in earlier mails no longer work.',
        'If you did not ask for it, ignore this mail: your password stays as it is.',
      ],
    },
  }),
  'password-changed': () => ({
    subject: 'Your password was changed',
    lines: [
      'The password of your aTES account was changed, and all its sessions have ended.',
      'If that was not you, set a new one with “Forgot your password?” on the sign-in page, and tell your administrator.',
    ],
  }),
  'already-registered': (_, { application }) => ({
    subject: 'You already have an aTES account',
    lines: [
      'Someone registered at aTES with this e-mail address. You already have an account, so nothing has changed.',
      `If it was you, sign in: ${application}`,
      'If it wasn’t you, you can ignore this mail.',
    ],
  }),
  invitation: ({ inviter }) => ({
    subject: 'You are invited to aTES',
    lines: [`${inviter} invites you to join aTES.`],
    link: {
      label: 'Accept the invitation',
      after: [
        'The link works once. If you don’t expect this invitation, ignore this mail; without you nothing happens.',
      ],
    },
  }),
  'account-created': () => ({
    subject: 'Your aTES account is ready',
    lines: ['An administrator created an aTES account for you. Choose how you sign in.'],
    link: {
      label: 'Choose a password',
      after: ['The link works once. If you don’t expect this mail, ask your administrator.'],
    },
  }),
  'registration-accepted': ({ name }, { application }) => ({
    subject: 'Welcome to aTES',
    lines: [`${name}, an administrator accepted your registration.`, `You can sign in now: ${application}`],
  }),
  'registration-declined': () => ({
    subject: 'Your registration was declined',
    lines: [
      'An administrator declined your registration at aTES. We deleted what you entered.',
      'If you think this is a mistake, talk to your administrator.',
    ],
  }),
  'address-changed': ({ name, address }) => ({
    subject: 'Your e-mail address was changed',
    lines: [
      `${name}, an administrator changed the e-mail address of your aTES account. It is now ${address}`,
      'Use it to sign in from now on. If you didn’t expect this, talk to your administrator.',
    ],
  }),
};

const russian: MailTexts = {
  'confirm-address': () => ({
    subject: 'Подтвердите адрес электронной почты',
    lines: [
      'Кто-то зарегистрировался в aTES с этим адресом. Если это вы, подтвердите его в течение 24 часов.',
    ],
    link: {
      label: 'Подтвердить адрес',
      after: ['Если это не вы, ничего не делайте: без подтверждения учётная запись не появится.'],
    },
  }),
  'reset-password': () => ({
    subject: 'Задайте новый пароль',
    lines: ['Кто-то запросил новый пароль для учётной записи aTES с этим адресом.'],
    link: {
      label: 'Задать новый пароль',
      after: [
        'Ссылка сработает один раз в течение часа; ссылки из прежних писем больше не действуют.',
        'Если это не вы, ничего не делайте: пароль останется прежним.',
      ],
    },
  }),
  'password-changed': () => ({
    subject: 'Ваш пароль изменён',
    lines: [
      'Пароль вашей учётной записи aTES изменён, все её сеансы завершены.',
      'Если это были не вы, задайте новый пароль по ссылке «Забыли пароль?» на странице входа и сообщите администратору.',
    ],
  }),
  'already-registered': (_, { application }) => ({
    subject: 'У вас уже есть учётная запись aTES',
    lines: [
      'Кто-то зарегистрировался в aTES с этим адресом. Учётная запись у вас уже есть, поэтому ничего не изменилось.',
      `Если это вы, войдите: ${application}`,
      'Если это не вы, просто не обращайте внимания на это письмо.',
    ],
  }),
  invitation: ({ inviter }) => ({
    subject: 'Вас приглашают в aTES',
    lines: [`${inviter} приглашает вас в aTES.`],
    link: {
      label: 'Принять приглашение',
      after: ['Ссылка сработает один раз. Если вы не ждали приглашения, ничего не делайте.'],
    },
  }),
  'account-created': () => ({
    subject: 'Ваша учётная запись aTES готова',
    lines: ['Администратор создал для вас учётную запись aTES. Выберите, как вы будете входить.'],
    link: {
      label: 'Задать пароль',
      after: ['Ссылка сработает один раз. Если вы не ждали этого письма, обратитесь к администратору.'],
    },
  }),
  'registration-accepted': ({ name }, { application }) => ({
    subject: 'Добро пожаловать в aTES',
    lines: [`${name}, администратор одобрил вашу заявку.`, `Теперь вы можете войти: ${application}`],
  }),
  'registration-declined': () => ({
    subject: 'Ваша заявка отклонена',
    lines: [
      'Администратор отклонил вашу заявку на регистрацию в aTES. Введённые вами данные удалены.',
      'Если это ошибка, обратитесь к администратору.',
    ],
  }),
  'address-changed': ({ name, address }) => ({
    subject: 'Адрес электронной почты изменён',
    lines: [
      `${name}, администратор изменил адрес вашей учётной записи aTES. Новый адрес: ${address}`,
      'Теперь входите с ним. Если вы этого не ожидали, обратитесь к администратору.',
    ],
  }),
};

export const mailTexts: Record<MailLanguage, MailTexts> = { en: english, ru: russian };
