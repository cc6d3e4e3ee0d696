import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ReconciliationKind, ReconciliationRun } from '@ates/contracts';
import { Database, type Transaction } from '@ates/platform';
import { ConsumedElsewhere } from '../consuming/delivery.js';
import type { Effects } from '../consuming/received-event.js';
import { beginning, type FeedPosition, type Position, type PositionKeeper } from '../feed/feed-position.js';

/** A run that has not finished. */
export interface OpenRun {
  id: string;
  kind: ReconciliationKind;
  from: number;
  /** Null until it starts. */
  to: number | null;
}

/** The consumer position for one producer, and what is requested of its reconciliation. */
export interface ConsumerState {
  position: number;
  /** Everything published before the queue was bound has been consumed. */
  is_caught_up: boolean;
  /** A position up to which the feed must be read at once. */
  wanted: number;
  has_open_run: boolean;
}

/** The signal that a run was requested, or that a feed must be read up to a position. */
export const reconciliationRequested = 'reconciliation: requested';

const keptDays = 7;

const columns = `
  id, producer, kind,
  case when finished_at is null then case when started_at is null then 'waiting' else 'running' end
       when error is null then 'done' else 'failed' end as state,
  from_position::float8 as "from", to_position::float8 as "to", position::float8, events::float8, healed, error,
  to_json(requested_at) as requested_at, to_json(started_at) as started_at, to_json(finished_at) as finished_at`;

/** The record of every comparison with a producer's feed (F11). */
@Injectable()
export class ReconciliationRuns {
  constructor(private readonly database: Database) {}

  /** Requests a run and returns its id; the lease holder for that producer starts it shortly. */
  async request(tx: Transaction, producer: string, from: number): Promise<string> {
    const id = uuidv7();
    await tx.query(
      `insert into reconciliation_run (id, producer, kind, from_position, position)
       values ($1, $2, 'requested', $3, $3)`,
      [id, producer, from],
    );
    this.database.signals.afterCommit(tx, reconciliationRequested);
    return id;
  }

  /** Calls `listener` whenever this process requests a run, or that a feed be read up to a position. */
  onRequested(listener: () => void): void {
    this.database.signals.on(reconciliationRequested, listener);
  }

  /** Returns the position of a run, given the consumer position. */
  positionOf(run: OpenRun, consumed: FeedPosition): PositionKeeper {
    return new RunPosition(this.database, run, consumed);
  }

  /** Starts a run that continues from the consumer position. */
  async begin(producer: string, kind: ReconciliationKind, from: number, to: number): Promise<void> {
    await this.database.query(
      `insert into reconciliation_run (id, producer, kind, from_position, to_position, position, started_at)
       values ($1, $2, $3, $4, $5, $4, now())`,
      [uuidv7(), producer, kind, from, to],
    );
  }

  /** Starts a requested run; it ends at the current end of the feed. */
  async beginRequested(id: string, to: number): Promise<void> {
    await this.database.query(
      `update reconciliation_run set started_at = now(), to_position = $2 where id = $1`,
      [id, to],
    );
  }

  /** Returns the run to continue: the periodic one, which is short, before requested ones. */
  async nextOpen(producer: string): Promise<OpenRun | undefined> {
    const [run] = await this.database.query<OpenRun>(
      `select id, kind, from_position::float8 as "from", to_position::float8 as "to"
       from reconciliation_run where producer = $1 and finished_at is null
       order by kind = 'requested', id limit 1`,
      [producer],
    );
    return run;
  }

  /** Finishes a run, with the error that ended it if any, and returns it. Deletes old runs that found nothing. */
  async finish(id: string, error: string | null): Promise<ReconciliationRun> {
    const run = await this.database.transaction(async (tx) => {
      await tx.query(`update reconciliation_run set finished_at = now(), error = $2 where id = $1`, [
        id,
        error,
      ]);
      const finished = await findRun(tx, id);
      if (finished?.kind === 'first') {
        await tx.query(`update feed_position set caught_up_at = now() where producer = $1`, [
          finished.producer,
        ]);
      }
      await tx.query(
        `delete from reconciliation_run
         where kind = 'periodic' and healed = '{}' and finished_at < now() - make_interval(days => $1)`,
        [keptDays],
      );
      return finished;
    });
    if (!run) {
      throw new Error(`reconciliation ${id} does not exist`);
    }
    return run;
  }

  /** Reads in one indexed query what there is to do, and whether a run is open. */
  async consumerState(producer: string): Promise<ConsumerState> {
    const [known] = await this.database.query<ConsumerState>(
      `select coalesce(position, 0)::float8 as position, caught_up_at is not null as is_caught_up,
              coalesce(wanted, 0)::float8 as wanted,
              exists (select from reconciliation_run where producer = $1 and finished_at is null) as has_open_run
       from (select $1::text as producer) as asked left join feed_position using (producer)`,
      [producer],
    );
    return known ?? { position: 0, is_caught_up: false, wanted: 0, has_open_run: false };
  }

  /** Records that there was nothing to catch up with. */
  async noteCaughtUp(producer: string): Promise<void> {
    await this.database.query(
      `insert into feed_position (producer, position, caught_up_at) values ($1, 0, now())
       on conflict (producer) do update set caught_up_at = now()`,
      [producer],
    );
  }

  /** The latest runs of a producer, newest first. */
  latest(producer: string, count: number): Promise<ReconciliationRun[]> {
    return this.database.query<ReconciliationRun>(
      `select ${columns} from reconciliation_run where producer = $1 order by id desc limit $2`,
      [producer, count],
    );
  }
}

/**
 * The position of a run, which records what the run read and healed in the transaction of the effects. A requested run
 * has its own position; any other continues from the consumer position and moves it.
 */
class RunPosition implements PositionKeeper {
  readonly isComparison: boolean;

  constructor(
    private readonly database: Database,
    private readonly run: OpenRun,
    private readonly consumed: FeedPosition,
  ) {
    this.isComparison = run.kind !== 'first';
  }

  async position(): Promise<Position> {
    if (this.run.kind !== 'requested') {
      return this.consumed.position();
    }
    const [own] = await this.database.query<Position>(
      `select position::float8 as position, event_id from reconciliation_run where id = $1`,
      [this.run.id],
    );
    return own ?? { position: this.run.from, event_id: null };
  }

  async move(tx: Transaction, from: Position, to: Position, effects: Effects): Promise<void> {
    const isOwn = this.run.kind === 'requested';
    if (!isOwn) {
      await this.consumed.move(tx, from, to);
    }
    const [, moved] = await tx.query<[unknown[], number]>(
      `update reconciliation_run
       set position = $2, event_id = $3, events = events + greatest(0, $2::bigint - $4::bigint),
           healed = ${sumOf('healed', '$5::jsonb')}
       where id = $1 and finished_at is null and ($6::boolean is false or position = $4)`,
      [this.run.id, to.position, to.event_id, from.position, JSON.stringify(effects), isOwn],
    );
    if (moved === 0) {
      throw new ConsumedElsewhere(`another instance has continued reconciliation ${this.run.id}`);
    }
  }

  async rewind(from: Position): Promise<void> {
    await this.database.transaction((tx) => this.move(tx, from, beginning, {}));
  }
}

/** Returns a run by its id. */
export async function findRun(tx: Transaction, id: string): Promise<ReconciliationRun | undefined> {
  const [run] = await tx.query<ReconciliationRun[]>(
    `select ${columns} from reconciliation_run where id = $1`,
    [id],
  );
  return run;
}

/** SQL that adds up two objects of counts and omits those that are 0. */
const sumOf = (left: string, right: string): string => `(
  select coalesce(jsonb_object_agg(kind, total), '{}')
  from (
    select kind, sum(count::bigint) as total
    from (select * from jsonb_each_text(${left}) union all select * from jsonb_each_text(${right}))
      as counted (kind, count)
    group by kind
    having sum(count::bigint) > 0
  ) as totals)`;
