import type { TestDatabase } from '../support/database.js';
import { storedEvents } from '../support/events.js';
import type { FaultSystem } from './fault-system.js';

/** An event as a service published it, in the order of its feed. */
export interface PublishedEvent {
  id: string;
  type: string;
  version: number;
  body: Record<string, unknown>;
}

interface CachedPerson {
  id: string;
  name: string;
  email: string;
  roles: string[];
  is_deleted: boolean;
}

export interface Posting {
  id: string;
  kind: 'fee' | 'reward' | 'payout' | 'reversal';
  event_id: string | null;
  task_id: string | null;
  /** The account holder. */
  person: string;
  /** What the posting means for them, in minor units. */
  person_amount: number;
  debit: string;
  credit: string;
  amount: number;
  booked_on: string;
  /** The posting that a reversal reverses, and why. */
  reverses: string | null;
  reason: string | null;
}

/** What is in the databases and with the mail server, once nothing moves any more. Money is in minor units. */
export interface Snapshot {
  /** The last day that has ended. */
  yesterday: string;
  auth: {
    events: PublishedEvent[];
    people: CachedPerson[];
  };
  tasks: {
    events: PublishedEvent[];
    tasks: {
      id: string;
      description: string;
      author_id: string;
      assigned_to: string;
      completed: boolean;
    }[];
    assignments: { id: string; task_id: string; performer_id: string; reassignment_id: string | null }[];
    reassignments: { id: string; finished: boolean }[];
    prices: { task_id: string; fee: number; reward: number }[];
    cachedPeople: CachedPerson[];
  };
  finance: {
    events: PublishedEvent[];
    tasks: { id: string; fee: number; reward: number; description: string | null }[];
    postings: Posting[];
    accounts: { id: string; kind: string; user_id: string | null; balance: number }[];
    days: { day: string; fees: number; rewards: number; paid: number; paid_people: number; hash: string }[];
    statements: { day: string; user_id: string; state: string; message_id: string | null }[];
    cachedPeople: CachedPerson[];
  };
  parked: { service: string; type: string; reason: string }[];
  mails: { to: string; messageId: string; text: string }[];
}

const peopleSql = `select id, name, email, roles, is_deleted from cached_user order by id`;

const eventsSql = `select id, type, version, body from ${storedEvents} as event order by place`;

const eventsOf = (database: TestDatabase): Promise<PublishedEvent[]> =>
  database.query<PublishedEvent>(eventsSql);

/** Reads everything that the model compares. */
export async function snapshotOf(system: FaultSystem): Promise<Snapshot> {
  const { auth, tasks, finance } = system.databases;
  const parked = await Promise.all(
    Object.entries(system.databases).map(async ([service, database]) =>
      (
        await database.query<{ type: string; reason: string }>(
          `select type, reason from parked_message where state = 'parked'`,
        )
      ).map((message) => ({ service, ...message })),
    ),
  );
  return {
    yesterday: system.clock.day(1),
    auth: {
      events: await eventsOf(auth),
      people: await auth.query(`select id, name, email, roles, is_deleted from users order by id`),
    },
    tasks: {
      events: await eventsOf(tasks),
      tasks: await tasks.query(
        `select id, description, author_id, assigned_to, completed_at is not null as completed from task`,
      ),
      assignments: await tasks.query(
        `select id, task_id, performer_id, reassignment_id from task_assignment order by task_id, assigned_at, id`,
      ),
      reassignments: await tasks.query(`select id, finished_at is not null as finished from reassignment`),
      prices: await tasks.query(`select task_id, fee::int as fee, reward::int as reward from task_price`),
      cachedPeople: await tasks.query(peopleSql),
    },
    finance: {
      events: await eventsOf(finance),
      tasks: await finance.query(`select id, fee::int as fee, reward::int as reward, description from task`),
      postings: await finance.query(
        `select posting.id, posting.kind, event_id, task_id, account.user_id as person,
                person_amount::int as person_amount, debit_account as debit, credit_account as credit,
                amount::int as amount, booked_on::text as booked_on, reverses, reason
         from posting join account on account.id = person_account`,
      ),
      accounts: await finance.query(
        `select id, kind, user_id, coalesce(balance, (select sum(balance) from company_day_balance), 0)::int as balance
         from account`,
      ),
      days: await finance.query(
        `select day::text as day, fees::int as fees, rewards::int as rewards, paid::int as paid,
                paid_people::int as paid_people, encode(hash, 'hex') as hash
         from business_day order by day`,
      ),
      statements: await finance.query(`select day::text as day, user_id, state, message_id from statement`),
      cachedPeople: await finance.query(peopleSql),
    },
    parked: parked.flat(),
    mails: system.mail.received.map(({ to, email }) => ({
      to,
      messageId: email.messageId ?? '',
      text: email.text ?? '',
    })),
  };
}

/** What each connection to the databases of the services does or waits for, and which others it waits for. */
export const sessionsOf = ({ databases }: FaultSystem) =>
  databases.finance.query(
    `select datname, pid, state, wait_event_type, wait_event, pg_blocking_pids(pid) as blocked_by,
            now() - xact_start as transaction_age, now() - query_start as statement_age, left(query, 500) as query
     from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
     order by datname, pid`,
  );
