import type { TestDatabase } from '../support/database.js';
import type { ServiceName } from '../support/system.js';
import { until } from '../support/until.js';
import { serviceNames, type FaultSystem } from './fault-system.js';

/** Only catches what never happens: on a busy machine everything takes many times as long. */
const timeoutMilliseconds = 600_000;

/** Asking costs the databases several milliseconds, which the services should have. */
const pauseMilliseconds = 250;

/** How long mails in progress get once nothing else is left to do. */
const mailMilliseconds = 10_000;

/** Numbers that are all 0 once a service has nothing left to do. */
type Work = Record<string, number>;

const statementsToSend = 'statements to send';

const ownWork = `
  (select count(*) from outbox_new)::int as "events without a position",
  (select last_position - position from outbox_head, outbox_relay)::int as "events to publish"`;

// In the runs every owner has all that is asked for, and refuses nothing.
const staleCopies = `
  (select count(*) from cached_user where is_stale)::int as "stale people",
  (select count(*) from cached_user where refused is not null)::int as "refused people"`;

const performs = `is_known and not is_deleted and cardinality(roles) > 0
  and not roles && array['administrator', 'manager']::text[]`;

const workSql: Record<ServiceName, string> = {
  auth: `select ${ownWork}`,
  tasks: `
    select ${ownWork}, ${staleCopies},
      (select count(*) from reassignment where finished_at is null)::int as reassignments,
      (select count(*) from task join cached_user on cached_user.id = assigned_to
       where completed_at is null and not (${performs}))::int as "tasks without an eligible performer",
      (select count(*) from task where not exists (select from task_price where task_id = task.id))::int
        as "tasks without a price"`,
  finance: `
    select ${ownWork}, ${staleCopies},
      (select count(*) from task where is_stale)::int as "stale tasks",
      (select count(*) from task where refused is not null)::int as "refused tasks",
      (select count(*) from statement where state = 'pending')::int as "${statementsToSend}",
      (select count(*) from posting where booked_on <= $1::date and booked_on > all (select day from business_day))::int
      as "postings on open past days",
    coalesce((select $1::date - max(day) from business_day), 0)::int as "days to close"`,
};

const consumers: [consumer: ServiceName, producers: ServiceName[]][] = [
  ['tasks', ['auth', 'finance']],
  ['finance', ['auth', 'tasks']],
];

/**
 * Waits until the system has nothing left to do; throws with what is left after ten minutes. If all that is left are
 * mails whose next attempt is due only later, steps the clock to that time.
 */
export async function untilQuiet(system: FaultSystem): Promise<void> {
  let left: Work = {};
  let onlyMailsSince: number | undefined;
  const isQuiet = async (): Promise<boolean> => {
    left = await workLeft(system);
    const names = Object.keys(left);
    if (names.length === 0) {
      // Twice: services are asked one after the other, while one may make work for another.
      left = await workLeft(system);
      return Object.keys(left).length === 0;
    }
    const isOnlyMails = names.every((name) => name === `finance: ${statementsToSend}`);
    onlyMailsSince = isOnlyMails ? (onlyMailsSince ?? performance.now()) : undefined;
    if (onlyMailsSince !== undefined && performance.now() - onlyMailsSince > mailMilliseconds) {
      system.clock.step(await secondsUntilMails(system));
      onlyMailsSince = undefined;
    }
    return false;
  };
  try {
    await until('nothing is left to do', isQuiet, timeoutMilliseconds, pauseMilliseconds);
  } catch (error) {
    throw new Error(`after ${timeoutMilliseconds / 1000} s there is still work: ${JSON.stringify(left)}`, {
      cause: error,
    });
  }
}

/** How many seconds it takes until the next attempt at each pending statement is due. */
async function secondsUntilMails({ databases: { finance } }: FaultSystem): Promise<number> {
  const [row] = await finance.query<{ seconds: number }>(
    `select coalesce(ceil(extract(epoch from max(next_attempt_at) - now())), 0)::int as seconds
     from statement where state = 'pending'`,
  );
  return Math.max(0, row?.seconds ?? 0);
}

async function workLeft(system: FaultSystem): Promise<Work> {
  const left: Work = {};
  const note = (what: string, count: number): void => {
    if (count !== 0) {
      left[what] = count;
    }
  };
  for (const name of serviceNames) {
    const parameters = name === 'finance' ? [system.clock.day(1)] : [];
    const [work] = await system.databases[name].query<Work>(workSql[name], parameters);
    Object.entries(work ?? {}).forEach(([what, count]) => note(`${name}: ${what}`, count));
  }
  for (const [consumer, producers] of consumers) {
    for (const producer of producers) {
      const end = await endOf(system.databases[producer]);
      const position = await positionIn(system.databases[consumer], producer);
      note(`${consumer}: events of ${producer} to compare`, Math.max(0, end - position));
    }
  }
  return left;
}

async function endOf(producer: TestDatabase): Promise<number> {
  const [row] = await producer.query<{ last: number }>(`select last_position::int as last from outbox_head`);
  return row?.last ?? 0;
}

async function positionIn(consumer: TestDatabase, producer: string): Promise<number> {
  const [row] = await consumer.query<{ position: number }>(
    `select position::int as position from feed_position where producer = $1`,
    [producer],
  );
  return row?.position ?? 0;
}
