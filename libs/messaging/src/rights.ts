import type { TableRights } from '@ates/platform';

/**
 * What the running role may do with the messaging tables. Events and parked messages stay as they were written: of the
 * latter only the state changes. The functions `place_events` and
 * `note_outbox_timeline`, which run as their owner, assign positions and begin timelines; triggers protect
 * the events that have one (S4), and every parked message except unrouted ones, which may be deleted beyond their limit
 * (S6).
 */
export const messagingRights: TableRights = {
  outbox_new: ['select', 'insert'],
  outbox: ['select'],
  outbox_head: ['select'],
  outbox_month: ['select'],
  outbox_timeline: ['select'],
  outbox_relay: ['select', 'update (position)'],
  feed_position: [
    'select',
    'insert',
    'update (position)',
    'update (event_id)',
    'update (caught_up_at)',
    'update (wanted)',
    'update (restored_to)',
    'update (restored_at)',
  ],
  producer_timeline: ['select', 'insert', 'delete'],
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
