import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuid, type TaskPosting, type TaskPostings, type TaskPostingsQuery } from '@ates/contracts';
import { Database, decodeCursor, toPage } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { taskNotPriced } from '../tasks/task-not-priced.js';
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
  ) {}

  /**
   * A page of a task's fees, rewards and reversals, newest first: of one person, or of everyone if `person` is
   * undefined. Throws Problem `task-not-priced` if no event about the task has arrived yet.
   */
  async postings(task: string, person: string | undefined, query: TaskPostingsQuery): Promise<TaskPostings> {
    const [booked] = await this.database.query<{ complete: boolean }>(bookedSql, [task, person ?? null]);
    if (!booked) {
      throw taskNotPriced();
    }
    const [afterDay, afterInstant, afterId] = decodeCursor(query.cursor, taskPostingsCursor) ?? [];
    const rows = await this.database.query<TaskPostingRow>(taskPostingRows, [
      task,
      person ?? null,
      afterDay,
      afterInstant,
      afterId,
      query.limit + 1,
    ]);
    const { items, next_cursor } = toPage(rows, query.limit, cursorKeysOf);
    const { CURRENCY } = this.configuration;
    return { task, currency: CURRENCY, ...booked, items: items.map(postingOf), next_cursor };
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

const bookedSql = `
  select not exists (
    select from posting join account on account.id = posting.person_account
    where posting.task_id = task.id and account.user_id <> $2::uuid
  ) as complete
  from task where id = $1`;

const taskPostingRows = `
  select posting.id as uuid,
         ${shownInstant('posting.occurred_at')} as occurred_at,
         ${keysetInstant('posting.occurred_at')} as keyset_instant,
         posting.booked_on::text, posting.kind, posting.person_amount::text as amount,
         account.user_id as person, nullif(cached_user.name, '') as name,
         posting.reverses, reversal.id as reversed_by, posting.reason
  from posting
  join account on account.id = posting.person_account
  left join cached_user on cached_user.id = account.user_id
  left join posting as reversal on reversal.key = 'reversal:' || posting.id::text
  where posting.task_id = $1 and ($2::uuid is null or account.user_id = $2)
    and ($3::date is null
         or (posting.booked_on, posting.occurred_at, posting.id) < ($3, $4::timestamptz, $5::uuid))
  order by posting.booked_on desc, posting.occurred_at desc, posting.id desc
  limit $6`;
