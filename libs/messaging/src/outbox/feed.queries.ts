import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { FeedHead, FeedQuery, FeedTimeline } from '@ates/contracts';
import { Database, prepared, Problem, ReadDatabase } from '@ates/platform';
import { NewEvents } from './new-events.js';
import { eventsAdded } from './outbox.js';
import { noteTimeline } from './outbox-timelines.js';

interface Answer {
  is_rewound: boolean;
  /** Whether the page should begin with an event that cannot be read: its month was detached. */
  is_detached: boolean;
  is_empty: boolean;
  /** A `feedPage` of the contracts as JSON text, built in PostgreSQL so that bodies keep their bytes. */
  page: string;
}

interface Head {
  last_position: number;
  /** The sequence number of the last event without a position. */
  last_unplaced: string | null;
  /** Whether an event up to the given sequence number has no position yet. */
  is_waiting: boolean;
}

// Limits the bodies of a page to bound a reader's memory; a single event may exceed it.
const pageBytes = 1024 * 1024;

const placingMilliseconds = 3000;
const pollMilliseconds = 20;

/**
 * The event feed of this service (S4). Always read from the primary, even by a read-only instance: a lagging standby
 * would make a reader believe that the feed was rewound or has ended.
 */
@Injectable()
export class EventFeed {
  constructor(
    private readonly database: Database,
    private readonly newEvents: NewEvents,
    private readonly reads: ReadDatabase,
  ) {}

  /**
   * Returns the events after a position, in order, as JSON. When there are none, waits up to `query.wait` seconds for
   * one. A page ends with its month, since it is read from one partition. Throws Problem `feed-rewound` when the reader
   * is ahead of the feed or knows another event at its position: the feed was restored from a backup, and the reader must
   * start again from where the timelines differ, or from 0 (deduplication keeps its effects). Throws Problem `feed-month-detached` when the next event is in
   * a month that an operator detached.
   */
  async page(query: FeedQuery): Promise<string> {
    const deadline = performance.now() + query.wait * 1000;
    for (;;) {
      const { seen } = this.newEvents;
      const { is_empty, page } = await this.pageNow(query);
      const remaining = deadline - performance.now();
      if (!is_empty || remaining <= 0) {
        return page;
      }
      const isRunning = await this.newEvents.after(query.after, remaining, seen);
      if (!isRunning) {
        return page;
      }
    }
  }

  /**
   * Returns the position that covers every event committed before this call, waiting briefly for those without a
   * position, and the timelines of the feed. Throws Problem `feed-not-placed` when that takes too long.
   */
  async head(): Promise<FeedHead> {
    if (!this.database.onlyReads) {
      await noteTimeline(this.database);
    }
    const deadline = performance.now() + placingMilliseconds;
    const { last_unplaced, ...first } = await this.headNow(null);
    let head: Pick<Head, 'last_position' | 'is_waiting'> = { ...first, is_waiting: last_unplaced !== null };
    while (head.is_waiting) {
      if (performance.now() > deadline) {
        throw notPlaced();
      }
      // Wakes the sequencer if it runs here; the events may be another process's.
      this.database.signals.give(eventsAdded);
      await delay(pollMilliseconds);
      head = await this.headNow(last_unplaced);
    }
    return { last_position: head.last_position, timelines: await this.timelines() };
  }

  private query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.database.onlyReads
      ? this.reads.readPrimary((source) => source.query<Row>(sql, parameters))
      : this.database.query<Row>(sql, parameters);
  }

  private timelines(): Promise<FeedTimeline[]> {
    return this.query<FeedTimeline>(
      `select id, first_position::float8 as first_position, to_json(last_event_at) as last_event_at
       from outbox_timeline order by number`,
      [],
    );
  }

  private async headNow(upTo: string | null): Promise<Head> {
    const [head] = await this.query<Head>(
      `select last_position::float8 as last_position,
              (select max(seq) from outbox_new where xid >= placed_before()) as last_unplaced,
              exists (select from outbox_new where xid >= placed_before() and seq <= $1::bigint) as is_waiting
       from outbox_head`,
      [upTo],
    );
    if (!head) {
      throw notPlaced();
    }
    return head;
  }

  private async pageNow(query: FeedQuery): Promise<Answer> {
    const [answer] = await this.query<Answer>(feedPageSql, [
      query.after,
      query.after_id ?? null,
      query.limit,
      pageBytes,
    ]);
    if (!answer || answer.is_rewound) {
      throw new Problem(
        'conflict',
        'feed-rewound',
        'This feed was restored to an earlier state. Read it again from where `timelines` of /events/head differ, or from 0.',
      );
    }
    if (answer.is_detached) {
      throw new Problem(
        'unavailable',
        'feed-month-detached',
        `The events after position ${query.after} are in a month that was detached. Ask the operator to attach it.`,
      );
    }
    return answer;
  }
}

/** The next page, read from the partition of one month: $1 position, $2 id of the event there, $3 limit, $4 bytes. */
export const feedPageSql = prepared(`
  with page as materialized (
    select position, id, type, version, body
    from (
      select position, id, type, version, body,
             sum(octet_length(body::text)) over (order by position) - octet_length(body::text) as bytes_before
      from (
        select position, id, type, version, body from events_after($1, $3)
      ) as next
    ) as measured
    where bytes_before < $4::int
  )
  select $1::bigint > head.last_position or exists (
           select from events_after($1::bigint - 1, 1) where position = $1 and id <> $2::uuid
         ) as is_rewound,
         $1::bigint < head.last_position and (select min(position) from page) is distinct from $1::bigint + 1 as is_detached,
         not exists (select from page) as is_empty,
         json_build_object(
           'events', (select coalesce(json_agg(page order by position), '[]') from page),
           'last_position', head.last_position,
           'timeline', (select id from outbox_timeline order by number desc limit 1)
         )::text as page
  from outbox_head as head`);

const notPlaced = (): Problem =>
  new Problem(
    'unavailable',
    'feed-not-placed',
    'Committed events have no position in the feed yet. Try again in a moment.',
    { retryAfterSeconds: 1 },
  );
