import { randomInt } from 'node:crypto';
import { rolesThatDoNotPerform } from '@ates/contracts';
import type { Transaction } from '@ates/platform';

// Written out, not bound: the planner takes the partial index cached_user_performs only for a condition it can read.
const excludedRoles = rolesThatDoNotPerform.map((role) => `'${role}'`).join(', ');

const performs = `is_known and not is_deleted and cardinality(roles) > 0
  and not roles && array[${excludedRoles}]::text[]`;

/**
 * SQL of one row, the `id` of a performer drawn from all who are eligible, each as likely as any other (T2);
 * no row when nobody is eligible, or when the one drawn ceased to be so at this moment (`hasEligiblePerformer` tells).
 * `fraction` names the parameter with a `drawingFraction`.
 *
 * The row stays locked until the transaction ends: a deletion of this person at the same time waits,
 * and then sees what the person was drawn for. Only the one drawn is locked: a lock beside `offset` would take all
 * that are skipped. Counting and skipping costs 0.4 ms with 5,000 people.
 */
export const drawnPerformer = (fraction: string): string => `
  select id from cached_user
  where ${performs} and id = (
    select id from cached_user where ${performs}
    order by id
    offset floor(${fraction}::float8 * (select count(*) from cached_user where ${performs}))
    limit 1
  )
  for share`;

const steps = 2 ** 47;

/** A number from 0 to just below 1 that nobody can foresee, as exact as PostgreSQL's float8 holds it. */
export const drawingFraction = (): number => randomInt(steps) / steps;

/** True when there is anybody to draw. */
export async function hasEligiblePerformer(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ exists: boolean }[]>(
    `select exists (select from cached_user where ${performs}) as exists`,
  );
  return row?.exists ?? false;
}
