import { Injectable, Logger } from '@nestjs/common';
import type { FeedTimeline } from '@ates/contracts';
import { Counter, Database, type Transaction } from '@ates/platform';
import { sharedHistory, type SharedHistory } from './shared-history.js';

const restorations = new Counter({
  name: 'producer_restorations_total',
  help: "Times that this service noticed that a producer's database was restored or failed over, by producer",
  labelNames: ['producer'],
});

/**
 * Compares in `tx` what the service keeps of a producer's data with its owner, if events published since a time may have
 * changed it; null means any time.
 */
export type RestorationListener = (tx: Transaction, since: string | null) => Promise<void>;

/**
 * The timelines of the producers' feeds, as far as this service knows them (docs/adr/0080). When a producer was restored
 * or failed over, positions after a certain one belong to other events. Everything that reads its feed goes back there,
 * in one transaction, and what came from lost events is compared with its owner.
 */
@Injectable()
export class ProducerTimelines {
  private readonly logger = new Logger('producer timelines');
  private readonly listeners = new Map<string, RestorationListener[]>();
  /** The present timeline of each producer, when it was last compared. */
  private readonly seen = new Map<string, string>();

  constructor(private readonly database: Database) {}

  /** Calls `listener` in the transaction that notes that a producer was restored. Register before the service starts. */
  onRestored(producer: string, listener: RestorationListener): void {
    this.listeners.set(producer, [...(this.listeners.get(producer) ?? []), listener]);
  }

  /** Whether a page of this timeline continues what was read. A producer without timelines always does. */
  async isKnown(producer: string, timeline: string | null | undefined): Promise<boolean> {
    if (!timeline || this.seen.get(producer) === timeline) {
      return true;
    }
    const known = await this.database.query<FeedTimeline>(knownTimelinesSql, [producer]);
    if (known.at(-1)?.id !== timeline) {
      return false;
    }
    this.seen.set(producer, timeline);
    return true;
  }

  /**
   * Stores the timelines of a producer. If some that are known differ, moves all positions in its feed back to the last
   * common one.
   */
  async note(producer: string, present: readonly FeedTimeline[]): Promise<void> {
    const shared = await this.database.transaction(async (tx) => {
      await lockPosition(tx, producer);
      const known = await tx.query<FeedTimeline[]>(knownTimelinesSql, [producer]);
      const history = sharedHistory(known, present);
      if (present.length === 0 || (known.length > 0 && history.upTo === Infinity)) {
        return undefined;
      }
      await replaceTimelines(tx, producer, present);
      if (known.length === 0) {
        return undefined;
      }
      await this.moveBack(tx, producer, history);
      return history;
    });
    if (shared) {
      restorations.inc({ producer });
      this.logger.warn(
        `${producer} was restored to an earlier state, or its standby took over: its feed is the same up to position ` +
          `${shared.upTo}, and is read again from there. What it published after that and lost keeps its effects here`,
      );
    }
  }

  private async moveBack(tx: Transaction, producer: string, { upTo, since }: SharedHistory): Promise<void> {
    await tx.query(
      `update feed_position
       set position = least(position, $2), event_id = case when position <= $2 then event_id end,
           wanted = least(wanted, $2), restored_to = $2, restored_at = now()
       where producer = $1`,
      [producer, upTo],
    );
    await tx.query(
      `update reconciliation_run
       set position = least(position, $2), event_id = case when position <= $2 then event_id end
       where producer = $1 and finished_at is null`,
      [producer, upTo],
    );
    for (const listener of this.listeners.get(producer) ?? []) {
      await listener(tx, since);
    }
  }
}

/** One instance at a time; the row exists afterwards. */
async function lockPosition(tx: Transaction, producer: string): Promise<void> {
  await tx.query(
    `insert into feed_position (producer, position) values ($1, 0) on conflict (producer) do nothing`,
    [producer],
  );
  await tx.query(`select from feed_position where producer = $1 for update`, [producer]);
}

const knownTimelinesSql = `
  select id, first_position::float8 as first_position, to_json(last_event_at) as last_event_at
  from producer_timeline where producer = $1 order by number`;

async function replaceTimelines(
  tx: Transaction,
  producer: string,
  timelines: readonly FeedTimeline[],
): Promise<void> {
  await tx.query(`delete from producer_timeline where producer = $1`, [producer]);
  await tx.query(
    `insert into producer_timeline (producer, number, id, first_position, last_event_at)
     select $1, number, id, first_position, last_event_at
     from unnest($2::uuid[], $3::bigint[], $4::timestamptz[]) with ordinality
       as timeline (id, first_position, last_event_at, number)`,
    [
      producer,
      timelines.map(({ id }) => id),
      timelines.map(({ first_position: first }) => first),
      timelines.map(({ last_event_at: at }) => at),
    ],
  );
}
