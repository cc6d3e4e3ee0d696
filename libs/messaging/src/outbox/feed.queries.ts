import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import type { FeedHead, FeedQuery } from '@ates/contracts';
import { Database, Problem, ReadDatabase } from '@ates/platform';
import { NewEvents } from './new-events.js';
import { eventsAdded } from './outbox.js';

interface Answer {
  is_rewound: boolean;
  is_empty: boolean;
  /** As `feedPage` of the contracts, already JSON: made in PostgreSQL, so that bodies keep their bytes. */
  page: string;
}

interface Head {
  last_position: number;
  /** The last of those that have no position yet. */
  last_unplaced: string | null;
  /** Whether one that was asked for has none yet. */
  is_waiting: boolean;
}

// What a page may have in bodies, so that no reader has to take in more at once; an event alone may have more.
const pageBytes = 1024 * 1024;

const placingMilliseconds = 3000;
const lookMilliseconds = 20;

/**
 * The feed of the events of this service (S4). It is read from the primary alone, by an instance that only reads as well: a
 * standby that is behind would tell a reader that the feed was rewound, or that everything has been told.
 */
@Injectable()
export class EventFeed {
  constructor(
    private readonly database: Database,
    private readonly newEvents: NewEvents,
    private readonly reads: ReadDatabase,
  ) {}

  /**
   * The events after a position, in order, as JSON; when there are none, waits for one up to `query.wait` seconds.
   * Problem `feed-rewound` when the reader is ahead of the feed or knows another event at its position: the feed was
   * restored from a backup, and the reader must start again from 0 (its effects happen once all the same).
   */
  async page(query: FeedQuery): Promise<string> {
    const deadline = performance.now() + query.wait * 1000;
    for (;;) {
      const { seen } = this.newEvents;
      const { is_empty, page } = await this.pageNow(query);
      const patience = deadline - performance.now();
      if (!is_empty || patience <= 0) {
        return page;
      }
      const goesOn = await this.newEvents.after(query.after, patience, seen);
      if (!goesOn) {
        return page;
      }
    }
  }

  /**
   * The position that includes every event which had committed when this was called: waits a moment while one of them
   * has no position yet. Problem `feed-not-placed` when that takes too long.
   */
  async head(): Promise<FeedHead> {
    const deadline = performance.now() + placingMilliseconds;
    const { last_unplaced, ...first } = await this.headNow(null);
    let head: Pick<Head, 'last_position' | 'is_waiting'> = { ...first, is_waiting: last_unplaced !== null };
    while (head.is_waiting) {
      if (performance.now() > deadline) {
        throw notPlaced();
      }
      // They may be of another process; in this one the sequencer is at it.
      this.database.signals.give(eventsAdded);
      await delay(lookMilliseconds);
      head = await this.headNow(last_unplaced);
    }
    return { last_position: head.last_position };
  }

  private query<Row>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.database.onlyReads
      ? this.reads.readPrimary((source) => source.query<Row>(sql, parameters))
      : this.database.query<Row>(sql, parameters);
  }

  private async headNow(upTo: string | null): Promise<Head> {
    const [head] = await this.query<Head>(
      `select last_position::float8 as last_position,
              (select max(seq) from outbox where position is null) as last_unplaced,
              exists (select from outbox where position is null and seq <= $1::bigint) as is_waiting
       from outbox_head`,
      [upTo],
    );
    if (!head) {
      throw notPlaced();
    }
    return head;
  }

  private async pageNow(query: FeedQuery): Promise<Answer> {
    const [answer] = await this.query<Answer>(
      `with page as (
         select position, id, type, version, body
         from (
           select position, id, type, version, body,
                  sum(octet_length(body::text)) over (order by position) - octet_length(body::text) as bytes_before
           from (
             select position, id, type, version, body from outbox where position > $1 order by position limit $3
           ) as next
         ) as measured
         where bytes_before < $4
       )
       select $1::bigint > head.last_position
              or exists (select from outbox where position = $1::bigint and id <> $2::uuid) as is_rewound,
              not exists (select from page) as is_empty,
              json_build_object(
                'events', (select coalesce(json_agg(page order by position), '[]') from page),
                'last_position', head.last_position
              )::text as page
       from outbox_head as head`,
      [query.after, query.after_id ?? null, query.limit, pageBytes],
    );
    if (!answer || answer.is_rewound) {
      throw new Problem(
        'conflict',
        'feed-rewound',
        'This feed was restored to an earlier state. Read it again from 0.',
      );
    }
    return answer;
  }
}

const notPlaced = (): Problem =>
  new Problem(
    'unavailable',
    'feed-not-placed',
    'What has committed has no position in the feed yet. Ask again in a moment.',
    { retryAfterSeconds: 1 },
  );
