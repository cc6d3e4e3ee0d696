import { v7 as uuidv7 } from 'uuid';
import type { Transaction } from '@ates/platform';

/** Opens accounts for people who have none yet. Ordered by id, so that two batches never deadlock. */
export async function openAccounts(tx: Transaction, userIds: readonly string[]): Promise<void> {
  const people = [...new Set(userIds)];
  await tx.query(
    `insert into account (id, kind, user_id, balance)
     select id, 'person', user_id, 0
     from unnest($1::uuid[], $2::uuid[]) as opened (id, user_id)
     order by user_id
     on conflict (user_id) do nothing`,
    [people.map(() => uuidv7()), people],
  );
}
