import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { LedgerVerification } from '@ates/contracts';
import { FinanceAlone } from './support/finance-alone.js';
import type { ServiceProcess } from './support/system.js';
import { until } from './support/until.js';
import { storedEvents } from './support/events.js';

const dayMilliseconds = 86_400_000;
const daysOfHistory = 100;
const people = Array.from({ length: 60 }, () => uuidv4());
const crashes = 6;

describe('Two instances of Finance, killed repeatedly while closing days', () => {
  let finance: FinanceAlone;

  beforeAll(async () => {
    finance = await FinanceAlone.create({ CLOSE_DELAY_SECONDS: '0' });
  });

  afterAll(() => finance.stop());

  const daysAgo = (days: number): string => new Date(Date.now() - days * dayMilliseconds).toISOString();

  /** Publishes an event of Tasks with that time: a completion brings a reward, an assignment costs a fee. */
  const publish = (type: 'assigned' | 'completed', person: string | undefined, timestamp: string): void =>
    finance.peers.publish('tasks', `tasks.task.${type}`, {
      task_uuid: uuidv7(),
      assigned_to: person ?? '',
      timestamp,
    });

  const closedDays = async (): Promise<number> => {
    const [row] = await finance.database.query<{ count: number }>(
      `select count(*)::int as count from business_day`,
    );
    return row?.count ?? 0;
  };

  /** Gives each person a fee or a reward on each day. Fees carry over as debt; rewards are paid out. */
  function publishHistory(): void {
    for (let ago = daysOfHistory; ago > 0; ago -= 1) {
      people.forEach((person, index) => {
        publish((index + ago) % 3 === 0 ? 'assigned' : 'completed', person, daysAgo(ago));
      });
    }
  }

  /** Kills both instances while days are due and late events arrive; returns how often days were still open. */
  async function killWhileClosing(instances: ServiceProcess[]): Promise<number> {
    let killedWhileDue = 0;
    for (let crash = 0; crash < crashes && (await closedDays()) < daysOfHistory; crash += 1) {
      const seen = await closedDays();
      // They may be killed before they are ready; that is not a failure here.
      const started = instances.map((instance) => instance.start().catch(() => undefined));
      await until('more days are closed', async () => (await closedDays()) > seen + (crash % 3));
      publish('completed', people[crash], daysAgo(daysOfHistory - crash));
      publish('assigned', people[crash + 1], daysAgo(1));
      await Promise.all(instances.map((instance) => instance.kill()));
      await Promise.all(started);
      killedWhileDue += (await closedDays()) < daysOfHistory ? 1 : 0;
    }
    return killedWhileDue;
  }

  it('close each day once and not early, and pay each person once per day (F6)', async () => {
    const administrator = finance.peers.add('administrator');
    publishHistory();
    const first = await finance.newInstance({ CLOSE_DAYS: 'by-hand' });
    await first.start();
    await finance.untilCached(administrator);
    await finance.untilUpToDate();
    await first.stop();

    const instances = [await finance.newInstance(), await finance.newInstance()] as const;
    expect(await killWhileClosing([...instances])).toBeGreaterThan(1);
    await Promise.all(instances.map((instance) => instance.start()));
    // The other instance takes over its work.
    await instances[0].kill();
    await finance.untilUpToDate();
    const last = daysAgo(1).slice(0, 10);
    await until('every past day is closed', async () => {
      const [row] = await finance.database.query<{ last: string }>(
        `select max(day)::text as last from business_day`,
      );
      return (row?.last ?? '') >= last;
    });

    const api = await finance.as(administrator, instances[1]);
    const { body } = await api.get<LedgerVerification>('/accounting/verification');
    expect(body).toMatchObject({ sum: 0, differences: [] });
    await everythingIsPostedOnce();
    await everybodyWasPaidOnce();
    await daysFollowEachOther();
    await eachWasPublishedOnce();
  });

  async function everythingIsPostedOnce(): Promise<void> {
    const [posted] = await finance.database.query<{ count: number; tasks: number }>(
      `select count(*)::int as count, count(distinct task_id)::int as tasks
       from posting where kind in ('fee', 'reward')`,
    );
    expect(posted).toEqual({
      count: finance.peers.publishedCount('tasks'),
      tasks: finance.peers.publishedCount('tasks'),
    });
  }

  /** Every positive balance at the end of a day was paid out once, and nothing else. */
  async function everybodyWasPaidOnce(): Promise<void> {
    const wrong = await finance.database.query(
      `with movement as (
         select person_account, booked_on as day,
                sum(person_amount) filter (where kind <> 'payout') as earned,
                count(*) filter (where kind = 'payout') as payouts,
                coalesce(sum(amount) filter (where kind = 'payout'), 0) as paid
         from posting group by 1, 2
       ), standing as (
         select *, coalesce(sum(coalesce(earned, 0) - paid) over (
           partition by person_account order by day rows between unbounded preceding and 1 preceding), 0) as before
         from movement
       )
       select standing.* from standing join business_day using (day)
       where standing.paid <> greatest(0, before + coalesce(earned, 0)) or payouts > 1`,
    );
    expect(wrong).toEqual([]);
    const [row] = await finance.database.query<{ payouts: number }>(
      `select count(*)::int as payouts from posting where kind = 'payout'`,
    );
    expect(row?.payouts).toBeGreaterThan((people.length * daysOfHistory) / 3);
  }

  async function daysFollowEachOther(): Promise<void> {
    const early = await finance.database.query(
      `select day from business_day
       where closed_at < (day + 1)::timestamp at time zone 'UTC'
          or day > (select min(day) from business_day)
             and not exists (select from business_day as before where before.day = business_day.day - 1)`,
    );
    expect(early).toEqual([]);
  }

  async function eachWasPublishedOnce(): Promise<void> {
    const [published] = await finance.database.query<{ days: number; payouts: number; same: boolean }>(
      `select count(distinct body ->> 'date') filter (where type = 'finance.day.closed')::int as days,
              count(*) filter (where type = 'finance.payout.made')::int as payouts,
              count(*) filter (where type = 'finance.day.closed') = (select count(*) from business_day)
                and count(*) filter (where type = 'finance.payout.made')
                    = (select count(*) from posting where kind = 'payout') as same
       from ${storedEvents} as outbox`,
    );
    expect(published?.same).toBe(true);
    expect(published?.days).toBe(await closedDays());
  }
});
