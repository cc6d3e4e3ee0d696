import { latestCredible, Problem, type Transaction } from '@ates/platform';
import { openAccounts } from './accounts.js';
import { dayEndOf, type DayEnd } from './business-calendar.js';
import { addToCompanyDays, addToPeopleBalances } from './balances.js';
import type { Effect } from './effect.js';
import { bookedOn, keepDaysOpen, wasAhead, type Present } from './open-days.js';
import { postingIdOf } from './posting-id.js';

/**
 * Posts effects and updates balances by what was actually posted (F2, F3). Skips effects that are already in the
 * ledger; throws Problem `posting-contradiction` if one is there with different content. The tasks must have been
 * priced. `dayEnd` and `now` decide the day each effect is booked on: its own, unless that is closed, in the future or
 * before the books began; its time stays its own (F9). Returns the number of postings added.
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
  const userIds = effects.map(({ userId }) => userId);
  const rows = columnsOf(effects);
  await keepDaysOpen(tx);
  await openAccounts(tx, userIds);
  const postingIds = await insertPostings(tx, dayEnd, rows, now);
  if (postingIds.length < effects.length) {
    await refuseContradiction(tx, rows);
  }
  if (postingIds.length > 0) {
    await addToPeopleBalances(tx, postingIds);
    await addToCompanyDays(tx, postingIds);
  }
  return postingIds.length;
}

/** Parameters 1 to 6 of `effectRows`: one array per column. */
export const columnsOf = (effects: readonly Effect[]): string[][] => [
  effects.map(({ key, occurredAt }) => postingIdOf(key, occurredAt)),
  effects.map(({ key }) => key),
  effects.map(({ kind }) => kind),
  effects.map(({ taskId }) => taskId),
  effects.map(({ userId }) => userId),
  effects.map(({ occurredAt }) => occurredAt),
];

/** SQL: effects as rows. The hash is computed here, where an instant has one form however it was written. */
export const effectRows = `
  select id, key, kind, task_id, user_id, occurred_at,
         sha256(convert_to(concat_ws(' ', kind, task_id, user_id, extract(epoch from occurred_at)), 'UTF8'))
           as content_hash
  from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::timestamptz[])
    as effect (id, key, kind, task_id, user_id, occurred_at)`;

/**
 * Returns the ids of the postings that were new. Ordered by key, so that two batches never deadlock. The conflict has
 * no target: the id follows from the key, so concurrent inserts of the same posting can collide on either.
 */
async function insertPostings(
  tx: Transaction,
  dayEnd: DayEnd,
  rows: string[][],
  now: Date,
): Promise<string[]> {
  const present: Present = { timeZone: '$7', endsAt: '$8', now: '$9', latest: '$10' };
  const inserted = await tx.query<{ id: string }[]>(
    `insert into posting
       (id, key, content_hash, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on, was_ahead)
     select effect.id, effect.key, effect.content_hash, effect.kind,
            case effect.kind when 'reward' then company.id else person.id end,
            case effect.kind when 'reward' then person.id else company.id end,
            case effect.kind when 'reward' then task.reward else task.fee end,
            effect.task_id, effect.occurred_at, counted.day, ${wasAhead('counted.day', 'effect.occurred_at', present)}
     from (${effectRows}) as effect
     join task on task.id = effect.task_id
     join account as person on person.user_id = effect.user_id
     join account as company on company.kind = 'company'
     cross join lateral (select ${bookedOn('effect.key', 'effect.occurred_at', present)} as day) as counted
     order by effect.key
     on conflict do nothing
     returning id`,
    [...rows, ...dayEndOf(dayEnd), now.toISOString(), latestCredible(now).toISOString()],
  );
  return inserted.map(({ id }) => id);
}

async function refuseContradiction(tx: Transaction, rows: string[][]): Promise<void> {
  const [contradiction] = await tx.query<{ key: string }[]>(
    `select effect.key from (${effectRows}) as effect
     join posting on posting.key = effect.key
     where posting.content_hash <> effect.content_hash
     limit 1`,
    rows,
  );
  if (contradiction) {
    throw new Problem(
      'conflict',
      'posting-contradiction',
      `${contradiction.key} is already posted with a different task, performer or time. Find out which one is right.`,
    );
  }
}
