import type { MailLanguage } from '@ates/mail';

/** What people wrote, by kind of mail. Mails that a stranger can trigger to any address have none of it. */
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

/** The text of a mail. */
export interface MailText {
  subject: string;
  /** Paragraphs before the link. */
  lines: readonly string[];
  /** The link's button label, and the paragraphs after it. */
  link?: { label: string; after: readonly string[] };
}

/** Addresses that a mail may contain besides its link. */
export interface MailPlaces {
  /** Address of the web UI. */
  application: string;
}

type MailTexts = { [Kind in MailKind]: (words: MailWords[Kind], places: MailPlaces) => MailText };

const english: MailTexts = {
  'confirm-address': () => ({
    subject: 'Confirm your e-mail address',
    lines: [
      'Someone registered for aTES with this e-mail address. If it was you, confirm it within 24 hours.',
    ],
    link: {
      label: 'Confirm address',
      after: ['If it wasn’t you, ignore this e-mail; without your confirmation no account is created.'],
    },
  }),
  'reset-password': () => ({
    subject: 'Set a new password',
    lines: ['Someone requested a new password for the aTES account with this e-mail address.'],
    link: {
      label: 'Set a new password',
      after: [
        'The link works once, within an hour; links in earlier e-mails no longer work.',
        'If you didn’t request it, ignore this e-mail; your password stays the same.',
      ],
    },
  }),
  'password-changed': () => ({
    subject: 'Your password was changed',
    lines: [
      'The password of your aTES account was changed, and you were signed out everywhere.',
      'If that wasn’t you, set a new one with “Forgot your password?” on the sign-in page, and tell your administrator.',
    ],
  }),
  'already-registered': (_, { application }) => ({
    subject: 'You already have an aTES account',
    lines: [
      'Someone registered for aTES with this e-mail address. You already have an account, so nothing has changed.',
      `If it was you, sign in: ${application}`,
      'If it wasn’t you, you can ignore this e-mail.',
    ],
  }),
  invitation: ({ inviter }) => ({
    subject: 'You’re invited to aTES',
    lines: [`${inviter} has invited you to join aTES.`],
    link: {
      label: 'Accept the invitation',
      after: [
        'The link works once. If you weren’t expecting this invitation, ignore this e-mail; nothing happens unless you accept.',
      ],
    },
  }),
  'account-created': () => ({
    subject: 'Your aTES account is ready',
    lines: ['An administrator created an aTES account for you. Choose how you’ll sign in.'],
    link: {
      label: 'Choose a password',
      after: ['The link works once. If you weren’t expecting this e-mail, ask your administrator.'],
    },
  }),
  'registration-accepted': ({ name }, { application }) => ({
    subject: 'Welcome to aTES',
    lines: [`${name}, an administrator accepted your registration.`, `You can sign in now: ${application}`],
  }),
  'registration-declined': () => ({
    subject: 'Your registration was declined',
    lines: [
      'An administrator declined your registration for aTES. We’ve deleted what you entered.',
      'If you think this is a mistake, talk to your administrator.',
    ],
  }),
  'address-changed': ({ name, address }) => ({
    subject: 'Your e-mail address was changed',
    lines: [
      `${name}, an administrator changed the e-mail address of your aTES account. It is now ${address}`,
      'Use it to sign in from now on. If you weren’t expecting this, talk to your administrator.',
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
      'Пароль вашей учётной записи aTES изменён, и вы вышли из системы на всех устройствах.',
      'Если это были не вы, задайте новый пароль по ссылке «Забыли пароль?» на странице входа и сообщите администратору.',
    ],
  }),
  'already-registered': (_, { application }) => ({
    subject: 'У вас уже есть учётная запись aTES',
    lines: [
      'Кто-то зарегистрировался в aTES с этим адресом. Учётная запись у вас уже есть, поэтому ничего не изменилось.',
      `Если это вы, войдите: ${application}`,
      'Если это не вы, просто проигнорируйте это письмо.',
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
    lines: ['Администратор создал для вас учётную запись aTES. Выберите способ входа.'],
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
