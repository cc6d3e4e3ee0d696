import { randomBytes, randomInt } from 'node:crypto';
import { rolesThatDoNotPerform } from '@ates/contracts';
import { Problem, type Transaction } from '@ates/platform';

// Inlined instead of bound: the planner uses the partial index cached_user_performs only for literal conditions.
const excludedRoles = rolesThatDoNotPerform.map((role) => `'${role}'`).join(', ');

/** SQL condition: whether the person in a row of `cached_user`, given its alias, may be drawn (T2). */
export const performs = (user = 'cached_user'): string =>
  `(${user}.is_known and not ${user}.is_deleted and cardinality(${user}.roles) > 0
    and not ${user}.roles && array[${excludedRoles}]::text[])`;

/** SQL that selects the ids of everyone eligible as one ordered array, `ids`; null when there is no one. */
export const eligiblePeople = `select array_agg(id order by id) as ids from cached_user where ${performs()}`;

/**
 * SQL that draws a performer from everyone eligible with equal probability (T2), for each row of `wanted` for which
 * `condition` holds: rows of `task_id` and `performer_id`, from its columns `id` and `fraction`, a `drawingFraction`.
 * There is no row when no one is eligible, or when the person drawn became ineligible at that moment
 * (`hasEligiblePerformer` tells these apart).
 *
 * The people drawn stay locked, in the order of their ids, until the transaction ends: a concurrent deletion of one waits,
 * and then sees the new assignment. `offset 0` forces a lookup for each draw, however many people there are.
 */
export const drawnByFraction = (wanted: string, condition: string): string => `
  select chosen.task_id, cached_user.id as performer_id
  from (
    select ${wanted}.id as task_id, performer.user_id
    from ${wanted}
    cross join (select max(place) as people from performer) as eligible
    cross join lateral (
      select user_id from performer where place = 1 + floor(${wanted}.fraction * eligible.people)::int
      offset 0
    ) as performer
    where ${condition}
  ) as chosen
  join cached_user on cached_user.id = chosen.user_id
  where ${performs()}
  order by cached_user.id
  for share of cached_user`;

/**
 * SQL of the performer drawn for one of many tasks, from SQL of the id of the task, the ordered array of everyone eligible,
 * and the seed, of type text.
 *
 * Uniform, and reproducible from the same seed and people: the first 40 bits of SHA-256 over `<seed>:<task id>`, as a
 * fraction of 2^40, times the number of people. With 5,000 people the bias is at most 5 in a billion.
 */
export const drawnBySeed = (taskId: string, people: string, seed: string): string => `
  ${people}[1 + ((
    ('x' || substr(encode(sha256(convert_to(${seed} || ':' || ${taskId}, 'UTF8')), 'hex'), 1, 10))::bit(40)::bigint
      * cardinality(${people})
  ) >> 40)]`;

/** An unpredictable seed for `drawnBySeed`. */
export const drawingSeed = (): string => randomBytes(32).toString('hex');

const steps = 2 ** 47;

/** An unpredictable number from 0 to just below 1, as exact as PostgreSQL's float8 can hold it. */
export const drawingFraction = (): number => randomInt(steps) / steps;

/** True when someone is eligible to be drawn. */
export async function hasEligiblePerformer(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ exists: boolean }[]>(
    `select exists (select from cached_user where ${performs()}) as exists`,
  );
  return row?.exists ?? false;
}

/** Thrown when no one is eligible; `consequence` completes the sentence that says so. */
export const noEligiblePerformer = (consequence: string): Problem =>
  new Problem(
    'conflict',
    'no-eligible-performer',
    `No one is eligible to perform tasks yet, ${consequence}. Try again once Tasks knows an employee.`,
  );
