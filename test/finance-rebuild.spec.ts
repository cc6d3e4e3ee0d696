import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { v7 as uuidv7 } from 'uuid';
import type { AuditLogPage, LedgerVerification } from '@ates/contracts';
import type { Api } from './support/api.js';
import type { TestDatabase } from './support/database.js';
import { FinanceAlone } from './support/finance-alone.js';
import type { Person } from './support/peers.js';
import type { ServiceProcess } from './support/system.js';
import { until } from './support/until.js';

const dayMilliseconds = 86_400_000;
const daysOfHistory = 6;

describe('Finance after the loss of its database (F11)', () => {
  let finance: FinanceAlone;
  let journal: string;
  let backup: TestDatabase;
  let instance: ServiceProcess;
  let administrator: Person;
  let people: Person[];
  let before: Awaited<ReturnType<typeof books>>;

  const api = (): Promise<Api> => finance.as(administrator, instance);
  const daysAgo = (days: number): string => new Date(Date.now() - days * dayMilliseconds).toISOString();

  const publish = (type: 'assigned' | 'completed', person: Person | undefined, timestamp: string): void =>
    finance.peers.publish('tasks', `tasks.task.${type}`, {
      task_uuid: uuidv7(),
      assigned_to: person?.uuid ?? '',
      timestamp,
    });

  /** Balances, audit logs and days, to the byte. */
  async function books() {
    const accounts = await finance.database.query<{ user_id: string; balance: string }>(
      `select user_id, balance from account where kind = 'person' order by user_id`,
    );
    const days = await finance.database.query(
      `select day::text, closed_at::text, postings, fees, rewards, paid_people, paid, people_in_the_red, carried_over,
              encode(payouts_hash, 'hex') as payouts_hash, encode(hash, 'hex') as hash
       from business_day order by day`,
    );
    const company = await finance.database.query(
      `select day::text, balance from company_day_balance order by day`,
    );
    const logs: Record<string, AuditLogPage['items']> = {};
    for (const { user_id } of accounts) {
      const path = `/accounting/audit-log?user=${user_id}&from=2020-01-01&limit=200`;
      logs[user_id] = (await (await api()).get<AuditLogPage>(path)).body.items;
    }
    return { accounts, days, company, logs };
  }

  const closeDay = async (ago: number): Promise<void> => {
    const date = daysAgo(ago).slice(0, 10);
    expect(await (await api()).post(`/accounting/days/${date}/close`)).toMatchObject({ status: 200 });
  };

  const reverse = async (kind: string): Promise<void> => {
    const [posting] = await finance.database.query<{ id: string }>(
      `select id from posting
       where kind = $1 and not exists (select from posting as other where other.reverses = posting.id)
       order by occurred_at, id limit 1`,
      [kind],
    );
    const reversal = (await api()).post(`/accounting/postings/${posting?.id}/reversal`, {
      reason: 'A mistake',
    });
    expect(await reversal).toMatchObject({ status: 201 });
  };

  const files = async (): Promise<Map<string, string>> => {
    const names = (await readdir(journal)).filter((name) => name.endsWith('.json')).sort();
    const texts = await Promise.all(names.map((name) => readFile(path.join(journal, name), 'utf8')));
    return new Map(names.map((name, index) => [name, texts[index] ?? '']));
  };

  const isJournaled = (reversals: number) =>
    until('every closed day and reversal has a file in the journal', async () => {
      const names = [...(await files()).keys()];
      return names.length === daysOfHistory - 1 + reversals;
    });

  const start = async (environment: Record<string, string> = {}): Promise<void> => {
    instance = await finance.newInstance(environment);
    await instance.start();
    await finance.untilCached(administrator);
  };

  /** Days with late events and payouts; the last one has ended but is open. */
  async function liveSomeDays(): Promise<void> {
    for (let ago = daysOfHistory; ago > 0; ago -= 1) {
      people.forEach((person, index) => {
        publish((index + ago) % 3 === 0 ? 'assigned' : 'completed', person, daysAgo(ago));
      });
      if (ago < daysOfHistory) {
        // Late events: their day is closed already.
        publish('completed', people[ago], daysAgo(ago + 1));
        publish('assigned', people[0], daysAgo(ago + 1));
      }
      await finance.untilUpToDate();
      if (ago > 1) {
        await closeDay(ago);
      }
      if (ago === daysOfHistory - 1) {
        await instance.stop();
        backup = await finance.backup();
        await start();
      }
    }
  }

  beforeAll(async () => {
    journal = await mkdtemp(path.join(os.tmpdir(), 'ates-journal-'));
    finance = await FinanceAlone.create({ CLOSE_DAYS: 'by-hand', DAY_JOURNAL_DIR: journal });
    administrator = finance.peers.add('administrator');
    people = Array.from({ length: 7 }, () => finance.peers.add('employee'));
    await start();
    await liveSomeDays();
    await reverse('fee');
    await reverse('reward');
    await isJournaled(2);
    before = await books();
    await instance.stop();
  });

  afterAll(async () => {
    await finance.stop();
    await rm(journal, { recursive: true, force: true });
  });

  const isRestored = (days = daysOfHistory - 1) =>
    until('all lost days are restored', async () => {
      const rows = await finance.database.query(
        `select from business_day
         where not exists (select from journaled_day) and not exists (select from journaled_reversal)`,
      );
      return rows.length === days;
    });

  it('rebuilds the same balances, audit logs, payouts, days and hashes from the journal and the feeds', async () => {
    await finance.loseDatabase();
    // Published while Finance was down, with a time on a closed day, which must not change.
    publish('completed', people[3], daysAgo(3));
    await start();
    await isRestored();
    await finance.untilUpToDate();
    const rebuilt = await books();
    const late = rebuilt.logs[people[3]?.uuid ?? '']?.find(
      ({ uuid }) => !before.logs[people[3]?.uuid ?? '']?.some((line) => line.uuid === uuid),
    );
    expect(late).toMatchObject({ kind: 'reward', booked_on: daysAgo(1).slice(0, 10) });
    for (const [user, log] of Object.entries(before.logs)) {
      expect(rebuilt.logs[user]?.filter(({ uuid }) => uuid !== late?.uuid)).toEqual(log);
    }
    expect(rebuilt.days).toEqual(before.days);
    const balances = before.accounts.map(({ user_id, balance }) => ({
      user_id,
      balance: String(Number(balance) + (user_id === people[3]?.uuid ? (late?.amount ?? 0) : 0)),
    }));
    expect(rebuilt.accounts).toEqual(balances);
    const { body } = await (await api()).get<LedgerVerification>('/accounting/verification');
    expect(body).toMatchObject({ sum: 0, differences: [] });
    before = rebuilt;
  });

  it('still refuses to change closed days, and can close further ones', async () => {
    await expect(finance.database.query(`update business_day set paid = 0`)).rejects.toThrow(/never change/);
    await expect(
      finance.database.query(
        `insert into posting (id, kind, debit_account, credit_account, amount, occurred_at, booked_on)
         select gen_random_uuid(), kind, debit_account, credit_account, amount, occurred_at, booked_on
         from posting where kind = 'payout' limit 1`,
      ),
    ).rejects.toThrow(/never change/);
    const dry = await (await api()).post(`/accounting/days/${daysAgo(1).slice(0, 10)}/close?dry_run=true`);
    expect(dry.status).toBe(200);
  });

  it('rewrites a lost journal to the same bytes', async () => {
    const written = await files();
    for (const name of written.keys()) {
      await rm(path.join(journal, name));
    }
    await isJournaled(2);
    expect(await files()).toEqual(written);
    await instance.stop();
  });

  it('restores the days after a backup from the journal, also one that was being closed then', async () => {
    await backup.query(`insert into sealed_day (day) select max(day) + 1 from business_day`);
    await finance.loseDatabase(backup);
    expect(await finance.database.query(`select from business_day`)).toHaveLength(2);
    await start();
    await isRestored();
    await finance.untilUpToDate();
    expect(await books()).toEqual(before);
    await instance.stop();
  });

  it('closes a day again that was lost while Finance ran, and pays and mails no one twice', async () => {
    const restore = await finance.database.backUp();
    await start();
    await closeDay(1);
    await reverse('fee');
    await isJournaled(4);
    const [closed, statements] = [await books(), await untilMailed()];
    await restore();
    await isRestored(daysOfHistory);
    await finance.untilUpToDate();
    expect(await books()).toEqual(closed);
    await closeDay(1);
    expect(await books()).toEqual(closed);
    expect(await finance.database.query(`select from statement where state <> 'sent'`)).toEqual([]);
    expect(await readdir(finance.mailFolder)).toHaveLength(statements);
    await instance.stop();
  });

  /** Waits until all statements are mailed, and returns how many mails there are. */
  const untilMailed = async (): Promise<number> => {
    await until('all statements are mailed', async () => {
      const rows = await finance.database.query(`select from statement where state <> 'sent'`);
      return rows.length === 0;
    });
    return (await readdir(finance.mailFolder)).length;
  };

  it('stops at the first difference, changing nothing, if PRICE_SECRET differs', async () => {
    await finance.loseDatabase();
    await start({ PRICE_SECRET: 'another-secret-for-tests-only' });
    const first = daysAgo(daysOfHistory).slice(0, 10);
    await until('the log names the difference', () =>
      new RegExp(`${first} cannot be restored: the day journal says fees \\d+, .*PRICE_SECRET`).test(
        instance.recentOutput(),
      ),
    );
    const close = await (await api()).post(`/accounting/days/${first}/close`);
    expect(close).toMatchObject({ status: 503, body: { type: 'urn:ates:problem:books-are-restored' } });
    expect(await finance.database.query(`select from business_day`)).toEqual([]);
    await instance.stop();
  });

  it('does not start if the journal lacks a day or if DAY_ENDS_AT differs from it', async () => {
    await finance.loseDatabase();
    const other = await finance.newInstance({ DAY_ENDS_AT: '18:00' });
    await expect(other.start()).rejects.toThrow(/the days in the day journal end at 00:00 in UTC/);
    await rm(path.join(journal, `${daysAgo(3).slice(0, 10)}.json`));
    const gap = await finance.newInstance();
    await expect(gap.start()).rejects.toThrow(/a file is missing or belongs to other books/);
  });
});
