import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { ReconciliationKind, ReconciliationRun } from '@ates/contracts';
import { Database, type Transaction } from '@ates/platform';
import { TakenElsewhere } from '../consuming/delivery.js';
import type { Effects } from '../consuming/received-event.js';
import type { FeedPosition, Position, PositionKeeper } from '../feed/feed-position.js';

/** A run that has not ended. */
export interface OpenRun {
  id: string;
  kind: ReconciliationKind;
  from: number;
  /** Null until it begins. */
  to: number | null;
}

/** How far a producer was heard, and what is wanted. */
export interface Hearing {
  position: number;
  /** What was told before this service listened has been taken. */
  is_caught_up: boolean;
  /** Somebody waits until the feed has been read up to here. */
  wanted: number;
  has_open_run: boolean;
}

/** The signal that somebody asks for a comparison, or waits until a feed has been read up to a position. */
export const reconciliationWanted = 'reconciliation: wanted';

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

  /** Asks for a run; whoever reads the feed of that producer begins it in a moment. Answers its id. */
  async request(tx: Transaction, producer: string, from: number): Promise<string> {
    const id = uuidv7();
    await tx.query(
      `insert into reconciliation_run (id, producer, kind, from_position, position)
       values ($1, $2, 'requested', $3, $3)`,
      [id, producer, from],
    );
    this.database.signals.afterCommit(tx, reconciliationWanted);
    return id;
  }

  /** Begins a run that goes on from where the producer was heard. */
  async begin(producer: string, kind: ReconciliationKind, from: number, to: number): Promise<void> {
    await this.database.query(
      `insert into reconciliation_run (id, producer, kind, from_position, to_position, position, started_at)
       values ($1, $2, $3, $4, $5, $4, now())`,
      [uuidv7(), producer, kind, from, to],
    );
  }

  /** A run that was asked for begins; it ends where the feed ends now. */
  async beginRequested(id: string, to: number): Promise<void> {
    await this.database.query(
      `update reconciliation_run set started_at = now(), to_position = $2 where id = $1`,
      [id, to],
    );
  }

  /** The run to go on with: the periodic one, which is short, before those that were asked for. */
  async nextOpen(producer: string): Promise<OpenRun | undefined> {
    const [run] = await this.database.query<OpenRun>(
      `select id, kind, from_position::float8 as "from", to_position::float8 as "to"
       from reconciliation_run where producer = $1 and finished_at is null
       order by kind = 'requested', id limit 1`,
      [producer],
    );
    return run;
  }

  /** Ends a run, well or with what kept it from going on; answers what it came to. Forgets old ones that found nothing. */
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
      throw new Error(`there is no reconciliation ${id}`);
    }
    return run;
  }

  /** One look by indexes: what there is to do, and whether a run is open. */
  async hearing(producer: string): Promise<Hearing> {
    const [known] = await this.database.query<Hearing>(
      `select coalesce(position, 0)::float8 as position, caught_up_at is not null as is_caught_up,
              coalesce(wanted, 0)::float8 as wanted,
              exists (select from reconciliation_run where producer = $1 and finished_at is null) as has_open_run
       from (select $1::text as producer) as asked left join feed_position using (producer)`,
      [producer],
    );
    return known ?? { position: 0, is_caught_up: false, wanted: 0, has_open_run: false };
  }

  /** There was nothing to catch up with. */
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
 * The position of a run, which notes what the run read and healed in the transaction of the effects. A run that was
 * asked for has a position of its own; any other goes on from where the producer was heard, and moves that.
 */
export class RunPosition implements PositionKeeper {
  readonly isComparison: boolean;

  constructor(
    private readonly database: Database,
    private readonly run: OpenRun,
    private readonly heard: FeedPosition,
  ) {
    this.isComparison = run.kind !== 'first';
  }

  async position(): Promise<Position> {
    if (this.run.kind !== 'requested') {
      return this.heard.position();
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
      await this.heard.move(tx, from, to);
    }
    const [, moved] = await tx.query<[unknown[], number]>(
      `update reconciliation_run
       set position = $2, event_id = $3, events = events + greatest(0, $2::bigint - $4::bigint),
           healed = ${sumOf('healed', '$5::jsonb')}
       where id = $1 and finished_at is null and ($6::boolean is false or position = $4)`,
      [this.run.id, to.position, to.event_id, from.position, JSON.stringify(effects), isOwn],
    );
    if (moved === 0) {
      throw new TakenElsewhere(`reconciliation ${this.run.id} went on elsewhere meanwhile`);
    }
  }
}

/** A run by its id. */
export async function findRun(tx: Transaction, id: string): Promise<ReconciliationRun | undefined> {
  const [run] = await tx.query<ReconciliationRun[]>(
    `select ${columns} from reconciliation_run where id = $1`,
    [id],
  );
  return run;
}

/** SQL: two objects of counts added up, without those that are 0. */
const sumOf = (left: string, right: string): string => `(
  select coalesce(jsonb_object_agg(kind, total), '{}')
  from (
    select kind, sum(count::bigint) as total
    from (select * from jsonb_each_text(${left}) union all select * from jsonb_each_text(${right}))
      as counted (kind, count)
    group by kind
    having sum(count::bigint) > 0
  ) as totals)`;
