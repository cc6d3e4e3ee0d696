import type { MailLanguage } from '@ates/mail';

export interface StatementTexts {
  subject: (date: string) => string;
  greeting: (name: string) => string;
  openingBalance: string;
  leftOut: string;
  payout: string;
  carriedOver: string;
  /** Names of posting kinds; a kind missing here is shown under its internal name. */
  kinds: Partial<Record<string, string>>;
  /** Shown until the task's description has been fetched. */
  task: (id: string) => string;
  /** Column headings: time, posting, amount. */
  columns: readonly [string, string, string];
  noLines: string;
}

export const statementTexts: Record<MailLanguage, StatementTexts> = {
  en: {
    subject: (date) => `Your statement for ${date}`,
    greeting: (name) => `${name}, here is your day in numbers.`,
    openingBalance: 'Opening balance',
    leftOut: 'Earlier postings (the audit log has them all)',
    payout: 'Paid out',
    carriedOver: 'Carried over to the next day',
    kinds: { fee: 'Fee', reward: 'Reward', reversal: 'Reversal' },
    task: (id) => `task ${id}`,
    columns: ['Time', 'Posting', 'Amount'],
    noLines: 'There were no postings on this day.',
  },
  ru: {
    subject: (date) => `Ваша выписка за ${date}`,
    greeting: (name) => `${name}, вот итоги вашего дня.`,
    openingBalance: 'Входящий остаток',
    leftOut: 'Более ранние проводки (все они есть в журнале операций)',
    payout: 'Выплачено',
    carriedOver: 'Перенесено на следующий день',
    kinds: { fee: 'Взнос', reward: 'Награда', reversal: 'Сторно' },
    task: (id) => `задача ${id}`,
    columns: ['Время', 'Проводка', 'Сумма'],
    noLines: 'В этот день проводок не было.',
  },
};
