import type { TableRights } from '@ates/platform';

/**
 * What the running role may do with the messaging tables. Events and parked messages stay as they were written: of the
 * latter only the state changes. The function `place_events`, which runs as its owner, assigns positions; triggers protect
 * the events that have one (S4), and every parked message except unrouted ones, which may be deleted beyond their limit
 * (S6).
 */
export const messagingRights: TableRights = {
  outbox_new: ['select', 'insert'],
  outbox: ['select'],
  outbox_head: ['select'],
  outbox_month: ['select'],
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
