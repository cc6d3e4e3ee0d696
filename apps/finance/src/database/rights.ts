import { identityRights } from '@ates/identity';
import { messagingRights } from '@ates/messaging';
import type { TableRights } from '@ates/platform';
import { securityLogRights } from '@ates/security-log';

/**
 * What the running role may do with the tables of Finance's database (F3). Postings, closed days and everything written
 * with them can be added but not changed; prices never change; of an account or a company day only the balance does.
 */
export const financeRights: TableRights = {
  ...messagingRights,
  ...securityLogRights,
  ...identityRights,
  task: [
    'select',
    'insert',
    'update (description)',
    'update (changed_at)',
    'update (changed_by)',
    'update (is_stale)',
    'update (is_told)',
    'update (refused)',
  ],
  account: ['select', 'insert', 'update (balance)'],
  company_day_balance: ['select', 'insert', 'update (balance)'],
  posting: ['select', 'insert'],
  posting_key: ['select', 'insert'],
  // Sealing and closing days lock it.
  business_day: ['select', 'insert', 'maintain'],
  sealed_day: ['select', 'insert', 'delete'],
  carried_balance: ['select', 'insert'],
  day_result: ['select', 'insert'],
  business_calendar: ['select', 'insert', 'update (time_zone)', 'update (day_ends_at)', 'update (first_day)'],
  compared_books: ['select', 'update (server)'],
  journaled_day: ['select', 'insert', 'delete'],
  // Deleted together with its day, by the foreign key.
  journaled_posting: ['select', 'insert'],
  journaled_reversal: ['select', 'insert', 'delete'],
  statement: [
    'select',
    'insert',
    'update (state)',
    'update (attempts)',
    'update (next_attempt_at)',
    'update (last_error)',
    'update (message_id)',
    'update (sent_at)',
  ],
  awaited_position: ['select', 'insert', 'update (position)', 'update (gave_up_at)'],
};
