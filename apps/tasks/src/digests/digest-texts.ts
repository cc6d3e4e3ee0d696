import type { NotificationView } from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';

type TaskKind =
  `${Exclude<NotificationView['kind'], 'reassigned'>}_${NonNullable<NotificationView['cause']>}`;

export interface DigestTexts {
  subject: (date: string) => string;
  greeting: (name: string) => string;
  /** Column headings: time, notification, fee. */
  columns: readonly [string, string, string];
  leftOut: (count: number) => string;
  kinds: Record<TaskKind, string>;
  reassigned: string;
  reward: (amount: string) => string;
  came: (count: number) => string;
  went: (count: number) => string;
  stayed: (count: number) => string;
  feePending: string;
  feesPending: (count: number) => string;
  total: string;
  /** Label of the link to the web UI. */
  tasks: string;
  footnote: string;
}

export const digestTexts: Record<MailLanguage, DigestTexts> = {
  en: {
    subject: (date) => `Your notifications for ${date}`,
    greeting: (name) => `${name}, here is what happened to your tasks.`,
    columns: ['Time', 'Notification', 'Fee'],
    leftOut: (count) => `Earlier notifications, which the web UI lists: ${count}`,
    kinds: {
      assigned_created: 'New task for you',
      assigned_redrawn: 'Reassigned to you',
      assigned_left: 'Reassigned to you because someone left',
      taken_created: 'Assigned to someone else',
      taken_redrawn: 'Reassigned to someone else',
      taken_left: 'Reassigned because you can no longer take tasks',
    },
    reassigned: 'All open tasks reassigned',
    reward: (amount) => `reward ${amount}`,
    came: (count) => `came: ${count}`,
    went: (count) => `went: ${count}`,
    stayed: (count) => `drawn for you again: ${count}`,
    feePending: 'pending',
    feesPending: (count) => `Fees pending: ${count}`,
    total: 'Total',
    tasks: 'Your tasks',
    footnote:
      'You get this mail because you turned on the daily digest. To turn it off, open your notifications in aTES.',
  },
  ru: {
    subject: (date) => `Ваши уведомления за ${date}`,
    greeting: (name) => `${name}, вот что произошло с вашими задачами.`,
    columns: ['Время', 'Уведомление', 'Взнос'],
    leftOut: (count) => `Более ранние уведомления (все они есть на сайте): ${count}`,
    kinds: {
      assigned_created: 'Новая задача для вас',
      assigned_redrawn: 'Переназначена вам',
      assigned_left: 'Досталась вам, прежний исполнитель выбыл',
      taken_created: 'Назначена другому',
      taken_redrawn: 'Переназначена другому',
      taken_left: 'Переназначена, вы больше не берёте задачи',
    },
    reassigned: 'Переназначены все открытые задачи',
    reward: (amount) => `награда ${amount}`,
    came: (count) => `пришло: ${count}`,
    went: (count) => `ушло: ${count}`,
    stayed: (count) => `снова досталось вам: ${count}`,
    feePending: 'пока неизвестен',
    feesPending: (count) => `Взносы, сумма которых пока неизвестна: ${count}`,
    total: 'Итого',
    tasks: 'Ваши задачи',
    footnote:
      'Вы получили это письмо, потому что включили ежедневную сводку. Отключить её можно в списке уведомлений aTES.',
  },
};
