import { z } from 'zod';
import { instant, minorUnits, pageQuery, uuid } from './primitives.js';
import { feesOfCurrency } from './reassignments.js';
import { sample } from './sample.js';
import { shownTaskText, taskStatuses } from './tasks.js';

/** What people are notified of (T2, T4, T5, T12). */
export const notificationKinds = ['assigned', 'taken', 'reassigned'] as const;

/** Why a task was assigned to someone, or taken from them. */
export const notificationCauses = ['created', 'redrawn', 'left'] as const;

// Without an id in the documents, like the summary below: a nullable reference has no type there.
const notifiedTask = z.object({
  uuid,
  ...shownTaskText,
  status: z.enum(taskStatuses),
  fee: minorUnits.nullable().describe('Fee of each assignment; null until Finance has priced it'),
  reward: minorUnits.nullable().describe('Reward for completing it; null until Finance has priced it'),
  currency: z.string().nullable().describe('ISO 4217; null until Finance has priced it'),
});

const reassignmentSummary = z.object({
  id: uuid,
  came: z.int().describe('Number of tasks that came to you from others'),
  went: z.int().describe('Number of your tasks that went to others'),
  stayed: z.int().describe('Number of your tasks that were drawn for you again, and charged again'),
  fees: z.array(feesOfCurrency).describe('What you were charged, by currency'),
  unpriced: z.int().describe('Number of tasks whose fee is not known yet; `fees` excludes these'),
});

/** Something a person was notified of. */
export const notification = z
  .object({
    id: uuid,
    at: instant,
    is_read: z.boolean(),
    kind: z
      .enum(notificationKinds)
      .describe(
        '`assigned`: a task was assigned to you; `taken`: one was assigned to someone else; `reassigned`: all open ' +
          'tasks were reassigned',
      ),
    cause: z
      .enum(notificationCauses)
      .nullable()
      .describe(
        'The task was created, it was reassigned alone, or its assignee left; null for a reassignment of all',
      ),
    task: notifiedTask.nullable().describe('Null for a reassignment of all open tasks'),
    reassignment: reassignmentSummary.nullable().describe('Only for a reassignment of all open tasks'),
  })
  .meta({
    id: 'Notification',
    example: {
      id: sample.notification,
      at: '2026-03-02T10:00:04.287Z',
      is_read: false,
      kind: 'reassigned',
      cause: null,
      task: null,
      reassignment: {
        id: sample.reassignment,
        came: 3,
        went: 2,
        stayed: 0,
        fees: [{ currency: 'USD', amount: 4120 }],
        unpriced: 0,
      },
    },
  });

/** `unread` stops counting there. */
export const mostUnread = 100;

const unread = z
  .int()
  .describe(`Number of unread notifications; ${mostUnread} means ${mostUnread} or more`)
  .meta({ example: 1 });

/** A page of your notifications, newest first. */
export const notificationPage = z
  .object({ items: z.array(notification), next_cursor: z.string().nullable(), unread })
  .meta({
    id: 'NotificationPage',
    example: { items: [notification.meta()?.['example']], next_cursor: null, unread: 1 },
  });

export const notificationsQuery = z.strictObject(pageQuery);

/** The request to mark notifications as read. */
export const notificationsRead = z
  .strictObject({ up_to: uuid.describe('Id of the newest notification you have read') })
  .meta({ id: 'NotificationsRead', example: { up_to: sample.notification } });

/** How many notifications are still unread. */
export const unreadNotifications = z
  .object({ unread })
  .meta({ id: 'UnreadNotifications', example: { unread: 0 } });

/** What a person has chosen about their notifications. */
export const notificationSettings = z
  .strictObject({
    daily_digest: z
      .boolean()
      .describe('Whether you get a digest of each day by mail; off until you turn it on'),
  })
  .meta({ id: 'NotificationSettings', example: { daily_digest: true } });

export type NotificationSettings = z.infer<typeof notificationSettings>;
export type NotificationView = z.infer<typeof notification>;
export type NotificationPage = z.infer<typeof notificationPage>;
export type NotificationsQuery = z.infer<typeof notificationsQuery>;
export type NotificationsRead = z.infer<typeof notificationsRead>;
export type UnreadNotifications = z.infer<typeof unreadNotifications>;
