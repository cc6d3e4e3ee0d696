import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuid, type TaskPosting, type TaskPostings, type TaskPostingsQuery } from '@ates/contracts';
import { Clock, Database, decodeCursor, toPage } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { taskNotPriced } from '../tasks/task-not-priced.js';
import { requireMonths } from './detached-months.js';
import { keysetInstant, microsecondInstant, shownInstant, storedDay } from './microsecond-instant.js';
import { minorUnitsOf } from './minor-units.js';

const taskPostingsCursor = z.tuple([storedDay, microsecondInstant, uuid]);

interface TaskPostingRow extends Omit<TaskPosting, 'amount' | 'person'> {
  keyset_instant: string;
  amount: string;
  person: string;
  name: string | null;
}

/** Queries for the postings of tasks. Amounts are in minor units. */
@Injectable()
export class TaskPostingsQueries {
  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
    private readonly clock: Clock,
  ) {}

  /**
   * A page of a task's fees, rewards and reversals, newest first: of one person, or of everyone if `person` is
   * undefined. Throws Problem `task-not-priced` if no event about the task has arrived yet.
   */
  async postings(task: string, person: string | undefined, query: TaskPostingsQuery): Promise<TaskPostings> {
    const [priced] = await this.database.query<{ first: string | null; last: string | null }>(daysOfTask, [
      task,
    ]);
    if (!priced) {
      throw taskNotPriced();
    }
    if (priced.first !== null && priced.last !== null) {
      await requireMonths(this.database, priced.first, priced.last, this.clock.now());
    }
    const about = [task, person ?? null, priced.first, priced.last];
    const [afterDay, afterInstant, afterId] = decodeCursor(query.cursor, taskPostingsCursor) ?? [];
    const [[booked], rows] = await Promise.all([
      this.database.query<{ complete: boolean }>(bookedSql, about),
      this.database.query<TaskPostingRow>(taskPostingRows, [
        ...about,
        afterDay,
        afterInstant,
        afterId,
        query.limit + 1,
      ]),
    ]);
    const { items, next_cursor } = toPage(rows, query.limit, cursorKeysOf);
    const { CURRENCY } = this.configuration;
    return {
      task,
      currency: CURRENCY,
      complete: booked?.complete ?? true,
      items: items.map(postingOf),
      next_cursor,
    };
  }
}

const cursorKeysOf = (row: TaskPostingRow): z.infer<typeof taskPostingsCursor> => [
  row.booked_on,
  row.keyset_instant,
  row.uuid,
];

const postingOf = (row: TaskPostingRow): TaskPosting => {
  const { keyset_instant: _, amount, person, name, ...posting } = row;
  return { ...posting, amount: minorUnitsOf(amount), person: { uuid: person, name } };
};

// The other statements say these days as constants, so that PostgreSQL opens their months only.
const daysOfTask = `
  select (select min(booked_on) from posting_key where task_id = task.id)::text as first,
         (select max(booked_on) from posting_key where task_id = task.id)::text as last
  from task where id = $1`;

/** SQL: the postings of the task $1 and their people. $3 and $4 are the first and the last day with one. */
const ofTask = `
  posting_key as key
  join posting on posting.id = key.posting and posting.booked_on = key.booked_on
    and posting.booked_on between $3::date and $4::date
  join account on account.id = posting.person_account`;

const bookedSql = `
  select not exists (select from ${ofTask} where key.task_id = $1 and account.user_id <> $2::uuid) as complete`;

const taskPostingRows = `
  select posting.id as uuid,
         ${shownInstant('posting.occurred_at')} as occurred_at,
         ${keysetInstant('posting.occurred_at')} as keyset_instant,
         posting.booked_on::text, posting.kind, posting.person_amount::text as amount,
         account.user_id as person, nullif(cached_user.name, '') as name,
         posting.reverses, reversal.posting as reversed_by, posting.reason
  from ${ofTask}
  left join cached_user on cached_user.id = account.user_id
  left join posting_key as reversal on reversal.subject = posting.id and reversal.kind = 'reversal'
  where key.task_id = $1 and ($2::uuid is null or account.user_id = $2)
    and ($5::date is null
         or (posting.booked_on, posting.occurred_at, posting.id) < ($5, $6::timestamptz, $7::uuid))
  order by posting.booked_on desc, posting.occurred_at desc, posting.id desc
  limit $8`;
