import { Injectable } from '@nestjs/common';
import type { FeedQuery } from '@ates/contracts';
import { Database, Problem } from '@ates/platform';
import { NewEvents } from './new-events.js';

interface Answer {
  is_rewound: boolean;
  is_empty: boolean;
  /** As `feedPage` of the contracts, already JSON: made in PostgreSQL, so that bodies keep their bytes. */
  page: string;
}

/** The feed of the events of this service (S4). */
@Injectable()
export class EventFeed {
  constructor(
    private readonly database: Database,
    private readonly newEvents: NewEvents,
  ) {}

  /**
   * The events after a position, in order, as JSON; when there are none, waits for one up to `query.wait` seconds.
   * Problem `feed-rewound` when the reader is ahead of the feed or knows another event at its position: the feed was
   * restored from a backup, and the reader must start again from 0 (its effects happen once all the same).
   */
  async page(query: FeedQuery): Promise<string> {
    const deadline = Date.now() + query.wait * 1000;
    for (;;) {
      const { seen } = this.newEvents;
      const { is_empty, page } = await this.pageNow(query);
      const patience = deadline - Date.now();
      if (!is_empty || patience <= 0) {
        return page;
      }
      const goesOn = await this.newEvents.after(query.after, patience, seen);
      if (!goesOn) {
        return page;
      }
    }
  }

  private async pageNow(query: FeedQuery): Promise<Answer> {
    const [answer] = await this.database.query<Answer>(
      `with page as (
         select position, id, type, version, body from outbox where position > $1 order by position limit $3
       )
       select $1::bigint > head.last_position
              or exists (select from outbox where position = $1::bigint and id <> $2::uuid) as is_rewound,
              not exists (select from page) as is_empty,
              json_build_object(
                'events', (select coalesce(json_agg(page order by position), '[]') from page),
                'last_position', head.last_position
              )::text as page
       from outbox_head as head`,
      [query.after, query.after_id ?? null, query.limit],
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
