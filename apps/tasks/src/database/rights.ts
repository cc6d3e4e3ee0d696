import { identityRights } from '@ates/identity';
import { messagingRights } from '@ates/messaging';
import type { TableRights } from '@ates/platform';
import { securityLogRights } from '@ates/security-log';

/**
 * What the running role may do with each table of the Tasks database. Assignment history and prices are append-only.
 */
export const tasksRights: TableRights = {
  ...messagingRights,
  ...securityLogRights,
  ...identityRights,
  task: [
    'select',
    'insert',
    'update (description)',
    'update (assigned_to)',
    'update (assigned_at)',
    'update (changed_at)',
    'update (completed_at)',
  ],
  performer: ['select', 'insert', 'update (place)', 'delete'],
  task_search: ['select', 'insert', 'update (form)'],
  task_assignment: ['select', 'insert'],
  task_price: ['select', 'insert'],
  task_price_head: ['select', 'update (batches)'],
  reassignment: [
    'select',
    'insert',
    'update (started_at)',
    'update (progressed_at)',
    'update (finished_at)',
    'update (total)',
    'update (done)',
    'update (last_task_id)',
    'update (reached_task_id)',
  ],
  reassignment_loss: ['select', 'insert', 'delete'],
  notification: ['select', 'insert', 'update (read_at)', 'delete'],
  notification_head: ['select', 'update (reads)'],
  digest_subscriber: ['select', 'insert', 'delete'],
  digest: [
    'select',
    'insert',
    'update (state)',
    'update (attempts)',
    'update (next_attempt_at)',
    'update (last_error)',
    'update (message_id)',
    'update (sent_at)',
    'delete',
  ],
  attempt_count: ['select', 'insert', 'update (points)', 'update (expire)'],
  reassignment_people: ['select', 'insert', 'update (people)'],
};
