import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { LedgerVerification } from '@ates/contracts';
import type { Person } from '../../../test/support/peers.js';
import { during, untilWaitingForLock } from '../../../test/support/locks.js';
import { until } from '../../../test/support/until.js';
import { hashOfDay } from '../src/days/day-hash.js';
import { FinanceService } from './support/finance-service.js';
import { withoutGuards } from './support/without-guards.js';

const dayOf = (daysAgo: number): string =>
  new Date(Date.now() - daysAgo * 24 * 3_600_000).toISOString().slice(0, 10);

const [closed, next, open] = [dayOf(3), dayOf(2), dayOf(1)];

const tables = [
  'posting',
  'posting_key',
  'business_day',
  'carried_balance',
  'day_result',
  'company_day_balance',
  'account',
  'task',
];

describe("Verification against Tasks' feed and the day journal (F3)", () => {
  let finance: FinanceService;
  let folder: string;
  let administrator: Person;
  let performer: Person;
  let lateTask: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ates-journal-'));
    finance = await FinanceService.start({ DAY_JOURNAL_DIR: folder });
    administrator = await finance.person('administrator');
    performer = await finance.person('employee');
    for (const day of [closed, next, open]) {
      const task = finance.assign(performer, 'Fix the perch', `${day}T10:00:00.000Z`);
      finance.complete(performer, task, `${day}T11:00:00.000Z`);
    }
    // More than one page of the feed.
    for (let count = 0; count < 1100; count += 1) {
      lateTask = finance.assign(performer, 'Polish the bell', `${open}T12:00:00.000Z`);
    }
    await finance.untilUpToDate();
    const api = await finance.as(administrator);
    for (const day of [closed, next]) {
      expect(await api.post(`/accounting/days/${day}/close`)).toMatchObject({ status: 200 });
    }
    const fee = await postingOf(`task_id = '${lateTask}'`);
    await api.post(`/accounting/postings/${fee}/reversal`, { reason: 'The bell was polished already' });
    for (const table of tables) {
      await finance.database.query(`create table saved_${table} as table ${table}`);
    }
    await until('the journal is complete', async () => {
      const { body } = await verify();
      return body.journal.state === 'compared' && body.differences.length === 0;
    });
  });

  afterAll(async () => {
    await finance.stop();
    await rm(folder, { recursive: true, force: true });
  });

  afterEach(() => restore());

  const verify = async (query = '') =>
    (await finance.as(administrator)).get<LedgerVerification>(`/accounting/verification${query}`);

  const postingOf = async (condition: string): Promise<string> => {
    const [row] = await finance.database.query<{ id: string }>(
      `select id from posting where ${condition} limit 1`,
    );
    return row?.id ?? '';
  };

  const tamper = (...statements: string[]): Promise<void> =>
    withoutGuards(finance.database, tables, async () => {
      for (const statement of statements) {
        await finance.database.query(statement);
      }
    });

  const restore = (): Promise<void> =>
    withoutGuards(finance.database, tables, async () => {
      for (const table of tables) {
        const [columns] = await finance.database.query<{ names: string }>(
          `select string_agg(column_name, ', ') as names from information_schema.columns
           where table_name = $1 and is_generated = 'NEVER'`,
          [table],
        );
        await finance.database.query(`delete from ${table}`);
        await finance.database.query(
          `insert into ${table} (${columns?.names}) select ${columns?.names} from saved_${table}`,
        );
      }
    });

  it('refuses verifications while many wait, and answers each of those that wait', async () => {
    const api = await finance.as(administrator);
    const upTo = (day: string) => api.get<LedgerVerification>(`/accounting/verification?to=${day}`);
    const answers = await during(
      finance.database,
      'lock table company_day_balance in access exclusive mode',
      [],
      async () => {
        const running = upTo(open);
        await untilWaitingForLock(finance.database, 'select month::text from detached_months%');
        const waiting = [closed, next, dayOf(4), dayOf(5), dayOf(6)].flatMap((day) => [upTo(day), upTo(day)]);
        // The others wait until the lock is released.
        const refused = await Promise.race(waiting);
        expect(refused).toMatchObject({ status: 503, body: { type: 'urn:ates:problem:verifications-busy' } });
        return [running, ...waiting];
      },
    ).then((pending) => Promise.all(pending));
    const statuses = answers.map(({ status }) => status).sort((left, right) => left - right);
    expect(statuses).toEqual([...Array<number>(9).fill(200), 503, 503]);
  });

  const without = (posting: string): string[] => [
    `delete from posting where id = '${posting}'`,
    `delete from posting_key where posting = '${posting}'`,
  ];

  /** SQL that removes a fee of the open day and corrects every stored value, as if it had never existed. */
  const withoutFee = (posting: string): string[] => [
    `update account set balance = balance + (select amount from posting where id = '${posting}')
     where id = (select person_account from posting where id = '${posting}')`,
    `update company_day_balance set balance = balance - (select amount from posting where id = '${posting}')
     where day = (select booked_on from posting where id = '${posting}')`,
    ...without(posting),
  ];

  /** SQL that recomputes the chain of hashes. */
  const rehashed = [closed, next].map(
    (day) => `
      update business_day as closed set hash = ${hashOfDay}
      from business_day as self left join business_day as before on before.day = self.day - 1
      where self.day = closed.day and closed.day = '${day}'`,
  );

  it('finds no differences in untouched books, and reports what it compared', async () => {
    expect((await verify()).body).toMatchObject({
      feed: {
        state: 'compared',
        position: finance.peers.publishedCount('tasks'),
        events: 1106,
        parked: 0,
        reason: null,
      },
      differences: [],
    });
  });

  it('reports a deleted fee with event, position, person and advice, despite corrected balances', async () => {
    const fee = await postingOf(`kind = 'fee' and booked_on = '${open}' and task_id <> '${lateTask}'`);
    const [deleted] = await finance.database.query<{ event_id: string; task_id: string }>(
      `select event_id, task_id from posting where id = $1`,
      [fee],
    );
    await tamper(...withoutFee(fee));
    expect((await verify('?feed=skip')).body.differences).toEqual([]);
    const { differences } = (await verify()).body;
    expect(differences).toMatchObject([
      { what: 'posting', day: open, user: performer.uuid, posting: null, found: 'nothing' },
    ]);
    expect(differences[0]?.expected).toMatch(
      new RegExp(
        `^event ${deleted?.event_id} at position \\d+ of Tasks' feed: fee of task ${deleted?.task_id}$`,
      ),
    );
    expect(differences[0]?.advice).toContain('/reconciliation/runs');
  });

  it('reports a reward deleted from a closed day, although totals and hashes were corrected', async () => {
    const reward = await postingOf(`kind = 'reward' and booked_on = '${closed}'`);
    await tamper(
      `delete from day_result where dearest = '${reward}'`,
      ...without(reward),
      `update business_day set rewards = 0, postings = postings - 1 where day = '${closed}'`,
      ...rehashed,
    );
    const { differences } = (await verify()).body;
    expect(differences).toContainEqual(
      expect.objectContaining({ what: 'posting', day: closed, user: performer.uuid, found: 'nothing' }),
    );
    const journal = differences.filter(({ what }) => what === 'day journal');
    expect(journal.map(({ day }) => day)).toEqual([closed, closed, closed, closed, next, next]);
    expect(journal.map(({ expected }) => expected.split(':')[0])).toEqual(
      expect.arrayContaining(['postings', 'rewards', 'hash', 'posting']),
    );
  });

  it('reports an increased payout of a closed day', async () => {
    await tamper(`update posting set amount = amount + 1 where kind = 'payout' and booked_on = '${closed}'`);
    const { differences } = (await verify(`?from=${closed}&to=${closed}`)).body;
    expect(differences).toContainEqual(
      expect.objectContaining({
        what: 'day journal',
        expected: expect.stringMatching(/^payout: \{/) as string,
      }),
    );
  });

  it('reports a posting without an event', async () => {
    const forged = uuidv4();
    const event = uuidv7();
    await tamper(
      `insert into posting
         (id, event_id, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on)
       select '${forged}', '${event}', kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on
       from posting where task_id = '${lateTask}' and kind = 'fee'`,
      `insert into posting_key (subject, posting, task_id, booked_on, kind, content_hash)
       select '${event}', '${forged}', key.task_id, key.booked_on, 'fee', key.content_hash
       from posting join posting_key as key on key.posting = posting.id
       where posting.task_id = '${lateTask}' and posting.kind = 'fee' and posting.id <> '${forged}'`,
      `update account set balance = balance - (select amount from posting where id = '${forged}')
       where id = (select person_account from posting where id = '${forged}')`,
      `update company_day_balance set balance = balance + (select amount from posting where id = '${forged}')
       where day = '${open}'`,
    );
    expect((await verify('?feed=skip')).body.differences).toEqual([]);
    expect((await verify()).body.differences).toMatchObject([
      {
        what: 'event',
        day: open,
        user: performer.uuid,
        posting: forged,
        expected: 'an event of Tasks',
        found: `assigned:${event}`,
        advice: expect.stringContaining('Reverse') as string,
      },
    ]);
  });

  it('reports a posting that contradicts its event', async () => {
    const fee = await postingOf(`kind = 'fee' and booked_on = '${open}' and task_id <> '${lateTask}'`);
    await tamper(
      `update posting set occurred_at = occurred_at + interval '1 second' where id = '${fee}'`,
      `update posting_key set content_hash = sha256(convert_to(concat_ws(' ', posting.kind, posting.task_id, user_id,
         extract(epoch from occurred_at)), 'UTF8'))
       from posting join account on account.id = person_account
       where posting.id = '${fee}' and posting_key.posting = posting.id`,
    );
    expect((await verify('?feed=skip')).body.differences).toEqual([]);
    expect((await verify()).body.differences).toMatchObject([
      { what: 'posting and event', day: open, posting: fee, user: performer.uuid },
    ]);
  });

  it('reports a reversal that only the day journal has', async () => {
    const reversal = await postingOf(`kind = 'reversal'`);
    await tamper(
      `update account set balance = balance - (select amount from posting where id = '${reversal}')
       where id = (select person_account from posting where id = '${reversal}')`,
      `update company_day_balance set balance = balance + (select amount from posting where id = '${reversal}')
       where day = (select booked_on from posting where id = '${reversal}')`,
      ...without(reversal),
    );
    expect((await verify('?feed=skip')).body.differences).toMatchObject([
      { what: 'day journal', expected: expect.stringContaining(reversal) as string, found: 'nothing' },
    ]);
  });

  it('reports an unreadable file of the day journal', async () => {
    const file = path.join(folder, `${next}.json`);
    const content = await readFile(file, 'utf8');
    await writeFile(file, content.slice(0, -20));
    const { differences } = (await verify()).body;
    await writeFile(file, content);
    expect(differences).toMatchObject([
      { what: 'day journal', day: next, found: expect.stringContaining(file) as string },
    ]);
  });

  it.each([
    ['posting', 'posting_is_append_only'],
    ['posting_key', 'posting_key_is_append_only'],
    ['posting_other', 'posting_is_append_only'],
    ['business_day', 'business_day_is_append_only'],
    ['carried_balance', 'carried_balance_is_append_only'],
  ])('reports a disabled trigger of %s', async (table, trigger) => {
    await finance.database.query(`alter table ${table} disable trigger ${trigger}`);
    const { differences } = (await verify('?feed=skip')).body;
    await finance.database.query(`alter table ${table} enable always trigger ${trigger}`);
    expect(differences).toMatchObject([
      {
        what: 'trigger',
        expected: `${trigger} on ${table}: enabled always`,
        found: 'disabled',
        advice: expect.stringContaining(`enable always trigger ${trigger}`) as string,
      },
    ]);
  });

  it('reports that Tasks is unavailable, and verifies the rest', async () => {
    finance.peers.isHeadDown = true;
    try {
      const fee = await postingOf(`kind = 'fee' and booked_on = '${open}'`);
      await tamper(`update posting set amount = amount + 1 where id = '${fee}'`);
      const { status, body } = await verify();
      expect(status).toBe(200);
      expect(body.feed).toMatchObject({ state: 'unavailable', reason: expect.any(String) as string });
      expect(body.differences[0]).toMatchObject({ what: 'posting.amount', posting: fee });
    } finally {
      finance.peers.isHeadDown = false;
    }
  });

  it('compares a range of days with the feed on request, and reports only these days', async () => {
    const fee = await postingOf(`kind = 'fee' and booked_on = '${open}' and task_id <> '${lateTask}'`);
    await tamper(...withoutFee(fee));
    const whats = async (query: string) => (await verify(query)).body.differences.map(({ what }) => what);
    expect(await whats(`?from=${open}`)).toEqual([]);
    expect(await whats(`?from=${open}&feed=compare`)).toEqual(['posting']);
    expect(await whats(`?from=${closed}&to=${next}&feed=compare`)).toEqual([]);
  });

  it('accepts a parked event as parked, and a late event as booked', async () => {
    const twice = await postingOf(`kind = 'reward' and booked_on = '${open}'`);
    const [reward] = await finance.database.query<{ task_id: string }>(
      `select task_id from posting where id = $1`,
      [twice],
    );
    finance.complete(performer, reward?.task_id ?? '', `${open}T15:00:00.000Z`);
    const late = finance.assign(performer, 'Published late', `${closed}T23:00:00.000Z`);
    await finance.untilUpToDate();
    const { feed, differences } = (await verify()).body;
    expect({ parked: feed.parked, differences }).toEqual({ parked: 1, differences: [] });
    expect(await postingOf(`task_id = '${late}' and booked_on = '${open}'`)).not.toBe('');
  });
});
