import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database, prepared } from '@ates/platform';

/**
 * Begins a timeline of the outbox before this instance serves its feed, if the database was restored or failed over
 * (docs/adr/0080). The sequencer does so too before it assigns positions, and so does the end of the feed, since a
 * standby can be promoted while this instance runs.
 */
@Injectable()
export class OutboxTimelines implements OnApplicationBootstrap {
  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.database.onlyReads) {
      await noteTimeline(this.database);
    }
  }
}

/** Begins a timeline if another server wrote the outbox before; otherwise it only reads one row. */
export const noteTimeline = (database: Database): Promise<unknown> => database.query(noteTimelineSql);

const noteTimelineSql = prepared(`select note_outbox_timeline()`);
