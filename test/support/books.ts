import type { TestDatabase } from './database.js';
import type { System } from './system.js';
import { until } from './until.js';
import { storedEvents } from './events.js';

/** What one person should have in the ledger, according to the outbox of Tasks and the prices in Finance. */
interface Expectation {
  user_id: string;
  fees: number;
  rewards: number;
}

interface Account {
  user_id: string;
  fees: number;
  rewards: number;
  balance: number;
}

/** Every assignment and completion in the outbox of Tasks: what must be booked. */
const eventsOf = (tasks: TestDatabase) =>
  tasks.query<{ type: string; task_id: string; user_id: string }>(
    `select type, body ->> 'task_uuid' as task_id, body ->> 'assigned_to' as user_id
     from ${storedEvents} as outbox where type in ('tasks.task.assigned', 'tasks.task.completed')`,
  );

const pricesOf = async (finance: TestDatabase): Promise<Map<string, { fee: number; reward: number }>> => {
  const rows = await finance.query<{ id: string; fee: number; reward: number }>(
    `select id, fee::int as fee, reward::int as reward from task`,
  );
  return new Map(rows.map((row) => [row.id, row]));
};

async function expectations(system: System): Promise<Expectation[]> {
  const prices = await pricesOf(system.databases.finance);
  const people = new Map<string, Expectation>();
  for (const event of await eventsOf(system.databases.tasks)) {
    const price = prices.get(event.task_id);
    if (!price) {
      throw new Error(`task ${event.task_id} has no price yet`);
    }
    const person = people.get(event.user_id) ?? { user_id: event.user_id, fees: 0, rewards: 0 };
    if (event.type === 'tasks.task.assigned') {
      person.fees += price.fee;
    } else {
      person.rewards += price.reward;
    }
    people.set(event.user_id, person);
  }
  return [...people.values()].sort(byPerson);
}

const byPerson = (left: { user_id: string }, right: { user_id: string }): number =>
  left.user_id < right.user_id ? -1 : 1;

const accountsOf = async (finance: TestDatabase): Promise<Account[]> => {
  const rows = await finance.query<Account>(
    `select account.user_id,
            coalesce(sum(posting.amount) filter (where posting.kind = 'fee'), 0)::int as fees,
            coalesce(sum(posting.amount) filter (where posting.kind = 'reward'), 0)::int as rewards,
            account.balance::int as balance
     from account left join posting on account.id in (posting.debit_account, posting.credit_account)
     where account.kind = 'person'
     group by account.id`,
  );
  return rows.sort(byPerson);
};

/**
 * Waits until every event of Tasks is booked: each person has the fees and rewards as priced, none missing and none
 * twice.
 */
export async function untilEventsBooked(system: System, timeout = 60_000): Promise<Expectation[]> {
  return until(
    'every event of Tasks is booked',
    async () => {
      const [wanted, accounts] = [await expectations(system), await accountsOf(system.databases.finance)];
      const isSame = JSON.stringify(wanted) === JSON.stringify(accounts.map(withoutBalance));
      return isSame ? wanted : undefined;
    },
    timeout,
  ).catch(async (error: unknown) => {
    throw new Error(await missingEventsReport(system), { cause: error });
  });
}

/** The same, and asserts that each balance is the sum of fees and rewards: for systems without payouts and reversals. */
export async function expectCorrectBooks(system: System, timeout = 60_000): Promise<Account[]> {
  const expected = await untilEventsBooked(system, timeout);
  const accounts = await accountsOf(system.databases.finance);
  expect(accounts.map(withoutBalance)).toEqual(expected);
  expect(accounts.map((account) => account.balance)).toEqual(
    accounts.map((account) => account.rewards - account.fees),
  );
  return accounts;
}

/** Where the missing events are, according to databases and logs. */
async function missingEventsReport(system: System): Promise<string> {
  const { tasks, finance } = system.databases;
  const [outbox] = await tasks.query(
    `select (select count(*) from outbox_new)::int as unplaced,
            (select last_position from outbox_head)::int as placed,
            (select position from outbox_relay)::int as published`,
  );
  const known = {
    outbox,
    read: await finance.query(`select producer, position::int from feed_position`),
    parked: await finance.query(`select type, reason, state from parked_message`),
    wanted: await expectations(system).catch(String),
    booked: await accountsOf(finance),
  };
  return `the books lack events of Tasks: ${JSON.stringify(known)}\n${system.recentOutput()}`;
}

const withoutBalance = ({ user_id, fees, rewards }: Account): Expectation => ({ user_id, fees, rewards });
