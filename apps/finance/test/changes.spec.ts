import pg from 'pg';
import { Changes } from '@ates/platform';
import { blocksRead, fillMessagingTables, ChangeListener } from '../../../test/support/changes.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { FinanceService } from './support/finance-service.js';

const day = '2026-02-01';

describe('The change stream of Finance', () => {
  let finance: FinanceService;
  let performer: Person;

  beforeEach(async () => {
    finance = await FinanceService.start();
    performer = await finance.person('employee');
  });

  afterEach(() => finance.stop());

  const listen = async (url = finance.url): Promise<ChangeListener> =>
    ChangeListener.connect(url, await finance.peers.tokenOf(performer));

  const earn = async (): Promise<string> => {
    const task = finance.assign(performer, 'Sing', `${day}T10:00:00Z`);
    finance.complete(performer, task, `${day}T11:00:00Z`);
    await finance.untilUpToDate();
    return task;
  };

  it('starts with all topics', async () => {
    const listener = await listen();
    expect(listener.events[0]?.topics.sort()).toEqual([
      'accounts',
      'days',
      'parked-messages',
      'reconciliation',
    ]);
    listener.close();
  });

  it('reports each posting on every instance, whichever instance made it', async () => {
    const another = await finance.anotherInstance();
    const listeners = [await listen(), await listen(another.url)];
    const allReceive = (received: number[]): Promise<number[]> =>
      Promise.all(
        listeners.map((listener, index) => listener.untilReceived('accounts', received[index] ?? 0)),
      );

    const task = finance.assign(performer, 'Sing');
    await finance.untilUpToDate();
    const received = await allReceive([1, 1]);
    finance.complete(performer, task);
    await finance.untilUpToDate();
    await allReceive(received);
    for (const listener of listeners) {
      expect(listener.topicsAfter(1)).not.toContain('days');
      listener.close();
    }
  });

  it('reports a reversal', async () => {
    await earn();
    const [fee] = await finance.database.query<{ id: string }>(`select id from posting where kind = 'fee'`);
    const listener = await listen();
    const administrator = await finance.as(await finance.person('administrator'));
    const reversed = await administrator.post(`/accounting/postings/${fee?.id}/reversal`, { reason: 'Rain' });
    expect(reversed.status).toBe(201);
    await listener.untilReceived('accounts', 1);
    listener.close();
  });

  it('reports a closed day with its payouts, and its statements as they are mailed', async () => {
    await earn();
    const administrator = await finance.as(await finance.person('administrator'));
    const listener = await listen();
    expect((await administrator.post(`/accounting/days/${day}/close`)).status).toBe(200);
    await listener.untilReceived('days', 1);
    await listener.untilReceived('accounts', 1);
    await until('its statement is sent', async () => {
      const rows = await finance.database.query(`select from statement where state = 'sent'`);
      return rows.length === 1;
    });
    // Turns it into a statement that could not be mailed and is no longer pending.
    await finance.database.query(`update statement set state = 'parked', sent_at = null`);
    const received = await listener.untilReceived('days', listener.events.length);
    const [parked] = await finance.database.query<{ id: string }>(`select id from statement`);
    await administrator.post(`/statements/${parked?.id}/resend`);
    await listener.untilReceived('days', received);
    listener.close();
  });

  it('reports a posting once it has committed, not before', async () => {
    await earn();
    const listener = await listen();
    const administrator = await finance.as(await finance.person('administrator'));
    const poster = new pg.Client({ connectionString: finance.database.url });
    await poster.connect();
    try {
      await poster.query('begin');
      await poster.query('update company_day_balance set balance = balance + 1');
      // An event of another topic shows that the stream has looked meanwhile.
      await administrator.post('/reconciliation/runs', { producer: 'auth' });
      const received = await listener.untilReceived('reconciliation', 1);
      expect(listener.topicsAfter(1)).not.toContain('accounts');
      await poster.query('commit');
      await listener.untilReceived('accounts', received);
    } finally {
      await poster.end();
    }
    listener.close();
  });

  it('reads few database blocks, however much data there is', async () => {
    const app = await finance.startAnotherApp();
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
