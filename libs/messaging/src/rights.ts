import type { TableRights } from '@ates/platform';

/**
 * What the running role may do with the tables of messaging. What was told stays as it was told, and what was parked as it
 * came: only their place and state move. Triggers keep a position
 * that was given (S4), and every message that was refused: only unrouted ones are deleted, once there are too many (S6).
 */
export const messagingRights: TableRights = {
  outbox: ['select', 'insert', 'update (position)'],
  outbox_head: ['select', 'update (last_position)'],
  outbox_relay: ['select', 'update (position)'],
  feed_position: [
    'select',
    'insert',
    'update (position)',
    'update (event_id)',
    'update (caught_up_at)',
    'update (wanted)',
  ],
  parked_message: [
    'select',
    'insert',
    'update (state)',
    'update (reason)',
    'update (parked_at)',
    'update (settled_at)',
    'delete',
  ],
  reconciliation_run: ['select', 'insert', 'update', 'delete'],
};
