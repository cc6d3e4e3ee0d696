import type { PostingKind } from '@ates/contracts';
import { prepared, Problem, type Database, type Transaction } from '@ates/platform';
import { presentOf, presentRow, type DayEnd } from './business-calendar.js';
import { booked } from './booking.js';
import { bookedOn, wasAhead } from './open-days.js';
import { postingIdOf } from './posting-id.js';

/** The effect of one event on the ledger. */
export interface Effect {
  /** Permanent and unique: an effect already in the ledger is never posted again. */
  key: string;
  /** What the key is about: the event of a fee, the task of a reward. */
  subject: string;
  kind: Extract<PostingKind, 'fee' | 'reward'>;
  taskId: string;
  userId: string;
  /** The event's own time as received, with the microseconds a Date would lose. */
  occurredAt: string;
}

/**
 * Posts effects and updates balances by what was actually posted (F2, F3), in one statement. Skips effects that are
 * already in the ledger; throws Problem `posting-contradiction` if one is there with different content. The tasks must
 * have been priced, the people must have accounts, and the days must be kept open. `dayEnd` and `now` decide the day each
 * effect is booked on: its own, unless that is closed, in the future or before the books began; its time stays its own
 * (F9). Returns the number of postings added.
 */
export async function post(
  tx: Transaction,
  dayEnd: DayEnd,
  effects: readonly Effect[],
  now: Date,
): Promise<number> {
  if (effects.length === 0) {
    return 0;
  }
  const columns = columnsOf(effects);
  const [outcome] = await tx.query<{ posted: number }[]>(postSql, [...columns, presentOf(dayEnd, now)]);
  const posted = outcome?.posted ?? 0;
  if (posted < effects.length) {
    await refuseContradiction(tx, columns);
  }
  return posted;
}

/** Returns the effects that are not in the ledger as they are, in one lookup: all that is left to post. */
export async function withoutPosted(database: Database, effects: readonly Effect[]): Promise<Effect[]> {
  if (effects.length === 0) {
    return [];
  }
  const missing = await database.query<{ key: string }>(missingSql, columnsOf(effects));
  const keys = new Set(missing.map(({ key }) => key));
  return effects.filter(({ key }) => keys.has(key));
}

/** Opens accounts for people who have none yet. Ordered by person, so that two batches never deadlock. */
export async function openAccounts(tx: Transaction, people: readonly string[]): Promise<void> {
  if (people.length > 0) {
    await tx.query(openAccountsSql, [people]);
  }
}

const openAccountsSql = prepared(`
  insert into account (id, kind, user_id, balance)
  select uuidv7(), 'person', user_id, 0 from unnest($1::uuid[]) as person (user_id)
  order by user_id
  on conflict (user_id) do nothing`);

/** Effects as the parameters of `effectRows`. */
export const columnsOf = (effects: readonly Effect[]): string[][] => [
  effects.map(({ key, occurredAt }) => postingIdOf(key, occurredAt)),
  effects.map(({ key }) => key),
  effects.map(({ subject }) => subject),
  effects.map(({ kind }) => kind),
  effects.map(({ taskId }) => taskId),
  effects.map(({ userId }) => userId),
  effects.map(({ occurredAt }) => occurredAt),
];

/**
 * SQL: the effects in $1 to $7 as rows. The hash is computed here, where an instant has one form however it was written.
 */
export const effectRows = `
  select id, key, subject, kind, task_id, user_id, occurred_at,
         sha256(convert_to(concat_ws(' ', kind, task_id, user_id, extract(epoch from occurred_at)), 'UTF8'))
           as content_hash
  from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::timestamptz[])
    as effect (id, key, subject, kind, task_id, user_id, occurred_at)`;

const postSql = prepared(
  booked(
    `select effect.id, effect.subject, effect.kind, effect.content_hash,
            case effect.kind when 'reward' then company.id else person.id end as debit_account,
            case effect.kind when 'reward' then person.id else company.id end as credit_account,
            case effect.kind when 'reward' then task.reward else task.fee end as amount,
            case effect.kind when 'fee' then effect.subject end as event_id, effect.task_id, effect.occurred_at,
            counted.day as booked_on, ${wasAhead('counted.day', 'effect.occurred_at')} as was_ahead
     from (${effectRows}) as effect
     join task on task.id = effect.task_id
     join account as person on person.user_id = effect.user_id
     join account as company on company.kind = 'company'
     cross join ${presentRow('$8')}
     cross join lateral (select ${bookedOn('effect.key', 'effect.occurred_at')} as day) as counted`,
    ['event_id', 'was_ahead'],
  ),
);

const missingSql = prepared(`
  select effect.key from (${effectRows}) as effect
  where not exists (
    select from posting_key as known
    where known.subject = effect.subject and known.kind = effect.kind and known.content_hash = effect.content_hash
  )`);

const contradictionSql = prepared(`
  select effect.key from (${effectRows}) as effect
  join posting_key as known using (subject, kind)
  where known.content_hash <> effect.content_hash
  limit 1`);

async function refuseContradiction(tx: Transaction, columns: readonly string[][]): Promise<void> {
  const [contradiction] = await tx.query<{ key: string }[]>(contradictionSql, [...columns]);
  if (contradiction) {
    throw new Problem(
      'conflict',
      'posting-contradiction',
      `${contradiction.key} is already posted with a different task, performer or time. Find out which one is right.`,
    );
  }
}
