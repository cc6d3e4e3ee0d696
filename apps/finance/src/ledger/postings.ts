import type { PostingKind } from '@ates/contracts';
import { Problem, type Transaction } from '@ates/platform';
import { v7 as uuidv7 } from 'uuid';
import { presentOf, presentRow, type DayEnd } from './business-calendar.js';
import { bookedOn, keepDaysOpen, wasAhead } from './open-days.js';
import { postingIdOf } from './posting-id.js';

/** The effect of one event on the ledger. */
export interface Effect {
  /** Permanent and unique: an effect already in the ledger is never posted again. */
  key: string;
  kind: Extract<PostingKind, 'fee' | 'reward'>;
  taskId: string;
  userId: string;
  /** The event's own time as received, with the microseconds a Date would lose. */
  occurredAt: string;
}

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
  const rows = rowsOf(effects);
  await keepDaysOpen(tx);
  await openAccounts(tx, effects);
  const postingIds = await insertPostings(tx, rows, presentOf(dayEnd, now));
  if (postingIds.length < effects.length) {
    await refuseContradiction(tx, rows);
  }
  await addToBalances(tx, postingIds);
  return postingIds.length;
}

/** Effects as the parameter of `effectRows`. */
export const rowsOf = (effects: readonly Effect[]): string =>
  JSON.stringify(effects.map((effect) => ({ ...effect, id: postingIdOf(effect.key, effect.occurredAt) })));

/**
 * SQL: the effects in $1 as rows. The hash is computed here, where an instant has one form however it was written.
 */
export const effectRows = `
  select id, key, kind, "taskId" as task_id, "userId" as user_id, "occurredAt" as occurred_at,
         sha256(convert_to(concat_ws(' ', kind, "taskId", "userId", extract(epoch from "occurredAt")), 'UTF8'))
           as content_hash
  from json_to_recordset($1)
    as effect (id uuid, key text, kind text, "taskId" uuid, "userId" uuid, "occurredAt" timestamptz)`;

/** Opens accounts for people who have none yet. Ordered by person, so that two batches never deadlock. */
async function openAccounts(tx: Transaction, effects: readonly Effect[]): Promise<void> {
  const people = new Set(effects.map(({ userId }) => userId));
  await tx.query(
    `insert into account (id, kind, user_id, balance)
     select id, 'person', user_id, 0 from json_to_recordset($1) as person (id uuid, user_id uuid)
     order by user_id
     on conflict (user_id) do nothing`,
    [JSON.stringify(Array.from(people, (userId) => ({ id: uuidv7(), user_id: userId })))],
  );
}

/**
 * Returns the ids of the postings that were new. Ordered by key, so that two batches never deadlock. The conflict has
 * no target: the id follows from the key, so concurrent inserts of the same posting can collide on either.
 */
async function insertPostings(tx: Transaction, rows: string, present: string): Promise<string[]> {
  const inserted = await tx.query<{ id: string }[]>(
    `insert into posting
       (id, key, content_hash, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on, was_ahead)
     select effect.id, effect.key, effect.content_hash, effect.kind,
            case effect.kind when 'reward' then company.id else person.id end,
            case effect.kind when 'reward' then person.id else company.id end,
            case effect.kind when 'reward' then task.reward else task.fee end,
            effect.task_id, effect.occurred_at, counted.day, ${wasAhead('counted.day', 'effect.occurred_at')}
     from (${effectRows}) as effect
     join task on task.id = effect.task_id
     join account as person on person.user_id = effect.user_id
     join account as company on company.kind = 'company'
     cross join ${presentRow('$2')}
     cross join lateral (select ${bookedOn('effect.key', 'effect.occurred_at')} as day) as counted
     order by effect.key
     on conflict do nothing
     returning id`,
    [rows, present],
  );
  return inserted.map(({ id }) => id);
}

async function refuseContradiction(tx: Transaction, rows: string): Promise<void> {
  const [contradiction] = await tx.query<{ key: string }[]>(
    `select effect.key from (${effectRows}) as effect
     join posting on posting.key = effect.key
     where posting.content_hash <> effect.content_hash
     limit 1`,
    [rows],
  );
  if (contradiction) {
    throw new Problem(
      'conflict',
      'posting-contradiction',
      `${contradiction.key} is already posted with a different task, performer or time. Find out which one is right.`,
    );
  }
}

/**
 * Adds postings that were just inserted to the balances of their people and to the company's income on their days.
 * Locks the accounts in the order of their ids, and the days in order, so that two concurrent batches wait for each
 * other instead of deadlocking.
 */
export async function addToBalances(tx: Transaction, postingIds: readonly string[]): Promise<void> {
  if (postingIds.length === 0) {
    return;
  }
  await tx.query(
    `with booked as (
       select person_account, person_amount, booked_on from posting where id = any($1::uuid[])
     ), change as (
       select person_account, sum(person_amount) as amount from booked group by person_account
     ), locked as (
       select account.id, change.amount
       from account join change on change.person_account = account.id
       order by account.id
       for no key update of account
     ), income as (
       insert into company_day_balance as kept (day, balance)
       select booked_on, -sum(person_amount) from booked group by booked_on order by booked_on
       on conflict (day) do update set balance = kept.balance + excluded.balance
     )
     update account set balance = account.balance + locked.amount
     from locked where account.id = locked.id`,
    [postingIds],
  );
}
