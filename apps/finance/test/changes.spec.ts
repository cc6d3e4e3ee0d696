import pg from 'pg';
import { Changes } from '@ates/platform';
import { blocksRead, fillMessagingTables, Listener } from '../../../test/support/changes.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

const day = '2026-02-01';

describe('What changed in the books, told by topic', () => {
  let finance: FinanceService;
  let performer: Person;

  beforeEach(async () => {
    finance = await FinanceService.start();
    performer = await finance.person('employee');
  });

  afterEach(() => finance.stop());

  const listen = async (url = finance.url): Promise<Listener> =>
    Listener.at(url, await finance.peers.tokenOf(performer));

  const earn = async (): Promise<string> => {
    const task = finance.assign(performer, 'Sing', `${day}T10:00:00Z`);
    finance.complete(performer, task, `${day}T11:00:00Z`);
    await finance.isUpToDate();
    return task;
  };

  it('begins with all the topics there are', async () => {
    const listener = await listen();
    expect(listener.events[0]?.topics.sort()).toEqual([
      'accounts',
      'days',
      'parked-messages',
      'reconciliation',
    ]);
    listener.leave();
  });

  it('is told of each posting, in every instance, whichever made it', async () => {
    const another = await finance.anotherInstance();
    const listeners = [await listen(), await listen(another.url)];
    const allHear = (heard: number[]): Promise<number[]> =>
      Promise.all(listeners.map((listener, index) => listener.hears('accounts', heard[index] ?? 0)));

    const task = finance.assign(performer, 'Sing');
    await finance.isUpToDate();
    const heard = await allHear([1, 1]);
    finance.complete(performer, task);
    await finance.isUpToDate();
    await allHear(heard);
    for (const listener of listeners) {
      expect(listener.topicsAfter(1)).not.toContain('days');
      listener.leave();
    }
  });

  it('is told of a reversal', async () => {
    await earn();
    const [fee] = await finance.database.query<{ id: string }>(`select id from posting where kind = 'fee'`);
    const listener = await listen();
    const administrator = await finance.as(await finance.person('administrator'));
    const reversed = await administrator.post(`/accounting/postings/${fee?.id}/reversal`, { reason: 'Rain' });
    expect(reversed.status).toBe(201);
    await listener.hears('accounts', 1);
    listener.leave();
  });

  it('is told of a day that is closed, with its payouts, and of its statements as they are mailed', async () => {
    await earn();
    const administrator = await finance.as(await finance.person('administrator'));
    const listener = await listen();
    expect((await administrator.post(`/accounting/days/${day}/close`)).status).toBe(200);
    await listener.hears('days', 1);
    await listener.hears('accounts', 1);
    await until('its statement was sent', async () => {
      const rows = await finance.database.query(`select from statement where state = 'sent'`);
      return rows.length === 1;
    });
    // As a statement of that day that could not be mailed, and waits no longer.
    await finance.database.query(`update statement set state = 'parked', sent_at = null`);
    const heard = await listener.hears('days', listener.events.length);
    const [parked] = await finance.database.query<{ id: string }>(`select id from statement`);
    await administrator.post(`/statements/${parked?.id}/resend`);
    await listener.hears('days', heard);
    listener.leave();
  });

  it('is told of a posting when it has committed, and not while it is under way', async () => {
    await earn();
    const listener = await listen();
    const administrator = await finance.as(await finance.person('administrator'));
    const poster = new pg.Client({ connectionString: finance.database.url });
    await poster.connect();
    try {
      await poster.query('begin');
      await poster.query('update company_day_balance set balance = balance + 1');
      // That something else is told shows that it was looked meanwhile.
      await administrator.post('/reconciliation/runs', { producer: 'auth' });
      const heard = await listener.hears('reconciliation', 1);
      expect(listener.topicsAfter(1)).not.toContain('accounts');
      await poster.query('commit');
      await listener.hears('accounts', heard);
    } finally {
      await poster.end();
    }
    listener.leave();
  });

  it('is seen in few blocks of the database, however much there is', async () => {
    const app = await finance.beside();
    const { statement } = app.get(Changes, { strict: false });
    await app.close();
    await fillMessagingTables(finance.database);
    await finance.database.query(
      `insert into statement (day, user_id, opening_balance, carried_over, state, sent_at)
       select '2026-01-01'::date + number % 300, gen_random_uuid(), 0, 0,
              (array['sent', 'pending', 'parked'])[1 + number % 3], case when number % 3 = 0 then now() end
       from generate_series(0, 20000) as number`,
    );
    expect(await blocksRead(finance.database, statement)).toBeLessThan(200);
  });
});
