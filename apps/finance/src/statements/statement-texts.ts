import type { MailLanguage } from '@ates/mail';

export interface StatementTexts {
  subject: (date: string) => string;
  greeting: (name: string) => string;
  openingBalance: string;
  leftOut: string;
  payout: string;
  carriedOver: string;
  /** By kind of posting; a kind without a name here is shown as it is called. */
  kinds: Partial<Record<string, string>>;
  /** While the description of a task was not fetched yet. */
  task: (id: string) => string;
  /** Heads of the columns: when, why, amount. */
  columns: readonly [string, string, string];
  noLines: string;
}

export const statementTexts: Record<MailLanguage, StatementTexts> = {
  en: {
    subject: (date) => `Your statement for ${date}`,
    greeting: (name) => `${name}, this is your day in figures.`,
    openingBalance: 'Opening balance',
    leftOut: 'Earlier lines (all of them are in the audit log)',
    payout: 'Paid out',
    carriedOver: 'Carried over to the next day',
    kinds: { fee: 'Assigned', reward: 'Completed', reversal: 'Correction' },
    task: (id) => `task ${id}`,
    columns: ['When', 'Why', 'Amount'],
    noLines: 'Nothing was booked on this day.',
  },
  ru: {
    subject: (date) => `Ваша выписка за ${date}`,
    greeting: (name) => `${name}, вот ваш день в цифрах.`,
    openingBalance: 'Баланс на начало дня',
    leftOut: 'Более ранние строки (все они есть в журнале)',
    payout: 'Выплачено',
    carriedOver: 'Переходит на следующий день',
    kinds: { fee: 'Назначена', reward: 'Выполнена', reversal: 'Исправление' },
    task: (id) => `задача ${id}`,
    columns: ['Когда', 'За что', 'Сумма'],
    noLines: 'В этот день ничего не записано.',
  },
};
