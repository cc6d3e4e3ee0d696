import { randomBytes, randomInt } from 'node:crypto';
import { rolesThatDoNotPerform } from '@ates/contracts';
import { Problem, type Transaction } from '@ates/platform';

// Written out, not bound: the planner takes the partial index cached_user_performs only for a condition it can read.
const excludedRoles = rolesThatDoNotPerform.map((role) => `'${role}'`).join(', ');

/** SQL of whether the person of a row of `cached_user`, by its alias, may be drawn (T2). */
export const performs = (user = 'cached_user'): string =>
  `(${user}.is_known and not ${user}.is_deleted and cardinality(${user}.roles) > 0
    and not ${user}.roles && array[${excludedRoles}]::text[])`;

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
  where ${performs()} and id = (
    select id from cached_user where ${performs()}
    order by id
    offset floor(${fraction}::float8 * (select count(*) from cached_user where ${performs()}))
    limit 1
  )
  for share`;

/**
 * SQL of a performer for each of many tasks: rows of `task_id` and `performer_id`, none when `people` is empty.
 * `tasks` has a column `id`; `people` has `id` and `place`, counted from 1; `seed` is an expression of type text.
 *
 * Uniform, and the same again for the same seed and people: the first 40 bits of SHA-256 over `<seed>:<task id>`, read
 * as a fraction of 2^40, times the number of people. With 5,000 people the likeliest is 5 in a billion likelier.
 */
export const drawnPerformers = (tasks: string, people: string, seed: string): string => `
  select chosen.task_id, ${people}.id as performer_id
  from (
    select ${tasks}.id as task_id,
           1 + ((('x' || substr(encode(sha256(convert_to(${seed} || ':' || ${tasks}.id, 'UTF8')), 'hex'), 1, 10))::bit(40)::bigint
             * (select count(*) from ${people})) >> 40) as place
    from ${tasks}
  ) as chosen
  join ${people} on ${people}.place = chosen.place`;

/** The ids of all who may be drawn, in their order. */
export async function eligiblePeople(tx: Transaction): Promise<string[]> {
  const rows = await tx.query<{ id: string }[]>(`select id from cached_user where ${performs()} order by id`);
  return rows.map(({ id }) => id);
}

/** A seed for `drawnPerformers` that nobody can foresee. */
export const drawingSeed = (): string => randomBytes(32).toString('hex');

const steps = 2 ** 47;

/** A number from 0 to just below 1 that nobody can foresee, as exact as PostgreSQL's float8 holds it. */
export const drawingFraction = (): number => randomInt(steps) / steps;

/** True when there is anybody to draw. */
export async function hasEligiblePerformer(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ exists: boolean }[]>(
    `select exists (select from cached_user where ${performs()}) as exists`,
  );
  return row?.exists ?? false;
}

/** There is nobody to draw; `consequence` goes on the sentence that says so. */
export const noEligiblePerformer = (consequence: string): Problem =>
  new Problem(
    'conflict',
    'no-eligible-performer',
    `There is nobody yet who could perform a task, ${consequence}. Try again once Tasks knows an employee.`,
  );
