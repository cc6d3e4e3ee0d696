import pg from 'pg';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { dataSourceOptions, migrateAsOwner, ownershipOf } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase, databaseSettings } from '../../../test/support/service-database.js';
import { financeMigrations } from '../src/database/migrations.js';
import { assigned, completed, Ledger } from './support/ledger.js';

const contradiction = { code: 'posting-contradiction' };

/** The names of the tables that hold postings: months and the default partition. */
const monthsOf = async (database: TestDatabase): Promise<string[]> => {
  const rows = await database.query<{ name: string }>(
    `select inhrelid::regclass::text as name from pg_inherits where inhparent = 'posting'::regclass order by 1`,
  );
  return rows.map(({ name }) => name);
};

describe('Postings by month (F2 F3)', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
    await asOwner(
      ledger.database,
      `select make_month('posting', month::date)
       from generate_series(date '2026-03-01', date '2026-08-01', interval '1 month') as month`,
    );
  });

  afterAll(() => ledger.stop());

  afterEach(() => ledger.empty());

  it('books a posting in the month of its day', async () => {
    const task = uuidv7();
    await ledger.deliver([
      assigned(task, uuidv4(), '2026-03-31T23:59:59.999Z'),
      completed(task, uuidv4(), '2026-04-01T00:00:00Z'),
    ]);
    const rows = await ledger.database.query(
      `select kind, tableoid::regclass::text as month from posting order by booked_on`,
    );
    expect(rows).toEqual([
      { kind: 'fee', month: 'posting_2026_03' },
      { kind: 'reward', month: 'posting_2026_04' },
    ]);
    expect((await ledger.verification()).differences).toEqual([]);
  });

  it('books an event once, whatever month it is redelivered in', async () => {
    const event = assigned(uuidv7(), uuidv4(), '2026-03-10T12:00:00Z');
    await ledger.deliver([event]);
    await ledger.closeDueDays('2026-05-02T12:00:00Z');
    await ledger.deliver([event, event]);
    expect(await ledger.database.query(`select from posting`)).toHaveLength(1);
  });

  it('refuses a known event with a time in another month', async () => {
    const [task, performer, id] = [uuidv7(), uuidv4(), uuidv7()];
    await ledger.deliver([assigned(task, performer, '2026-03-10T12:00:00Z', id)]);
    await expect(
      ledger.deliver([assigned(task, performer, '2026-06-10T12:00:00Z', id)]),
    ).rejects.toMatchObject(contradiction);
    expect(await ledger.database.query(`select from posting`)).toHaveLength(1);
  });

  it('rewards a task once, although two completions in different months say so', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    const first = completed(task, performer, '2026-03-10T12:00:00Z');
    await ledger.deliver([first]);
    await expect(ledger.deliver([completed(task, performer, '2026-07-10T12:00:00Z')])).rejects.toMatchObject(
      contradiction,
    );
    const both = [completed(uuidv7(), performer, '2026-03-10T12:00:00Z')];
    both.push(completed(both[0]?.body.task_uuid ?? '', performer, '2026-05-10T12:00:00Z'));
    await expect(ledger.deliver(both)).rejects.toMatchObject(contradiction);
    expect(await ledger.database.query(`select from posting`)).toHaveLength(1);
  });

  it('books an event once if two instances consume it at the same time with days in different months', async () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    const event = assigned(task, performer, '2026-08-31T12:00:00Z');
    // By one clock the event is from the future, so it counts for the day of that clock.
    await Promise.all([
      ledger.deliverAt('2026-07-31T12:00:00Z', [event]),
      ledger.deliverAt('2026-08-31T12:00:00Z', [event]),
    ]);
    expect(await ledger.database.query(`select from posting`)).toHaveLength(1);
    expect(await ledger.database.query(`select from posting_key`)).toHaveLength(1);
  });

  it('refuses changes in each month, even from the owner or in a replica session', async () => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), '2026-03-10T12:00:00Z')]);
    for (const table of ['posting_key', ...(await monthsOf(ledger.database))]) {
      for (const statement of [
        `update ${table} set booked_on = booked_on + 1`,
        `delete from ${table}`,
        `truncate ${table}`,
        `set session_replication_role = replica; delete from ${table}`,
      ]) {
        await expect(asOwner(ledger.database, statement), statement).rejects.toThrow(
          /postings are never changed|permission denied to set parameter/,
        );
      }
    }
  });

  const copyOf = (what: string, columns: Record<string, string>): string => {
    const names = ['id', 'event_id', 'task_id', 'debit_account', 'credit_account', 'amount', 'occurred_at'];
    const all = [...names, 'booked_on', 'kind'];
    return `insert into ${what} (${all.join(', ')})
            select ${all.map((name) => columns[name] ?? name).join(', ')} from posting where kind = 'fee' limit 1`;
  };

  it.each([
    ['with a known key', 'posting', {}],
    ['with another id for a known key', 'posting', { id: 'gen_random_uuid()' }],
    ['without a key', 'posting', { id: 'gen_random_uuid()', event_id: 'gen_random_uuid()' }],
    ['without a key into a month', 'posting_2026_03', { id: 'gen_random_uuid()', event_id: 'uuidv4()' }],
    ['of an unknown account', 'posting', { debit_account: 'gen_random_uuid()' }],
    ['of an unknown task', 'posting', { task_id: 'gen_random_uuid()' }],
    ['on another day than its key says', 'posting', { booked_on: `date '2026-05-05'` }],
    ['on another day into a month', 'posting_2026_05', { booked_on: `date '2026-05-05'` }],
  ])('refuses a posting %s', async (_, table, columns: Record<string, string>) => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), '2026-03-10T12:00:00Z')]);
    await expect(asOwner(ledger.database, copyOf(table, columns))).rejects.toThrow(
      /without its permanent key, its accounts or its task is refused|duplicate key/,
    );
    expect(await ledger.database.query(`select from posting`)).toHaveLength(1);
  });

  it('refuses a posting on a closed day into its month', async () => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), '2026-03-10T12:00:00Z')]);
    await ledger.closeDueDays('2026-03-12T12:00:00Z');
    await expect(
      asOwner(ledger.database, copyOf('posting_2026_03', { id: 'gen_random_uuid()' })),
    ).rejects.toThrow(/closed days never change|permanent key/);
  });

  it.each(['account', 'task'])('never loses a row of %s that postings name', async (table) => {
    await ledger.deliver([assigned(uuidv7(), uuidv4(), '2026-03-10T12:00:00Z')]);
    for (const statement of [
      `delete from ${table}`,
      `truncate ${table} cascade`,
      `update ${table} set id = gen_random_uuid()`,
    ]) {
      await expect(asOwner(ledger.database, statement)).rejects.toThrow(/postings are never changed/);
    }
  });

  it('reverses a posting of an earlier month on the current day', async () => {
    const event = assigned(uuidv7(), uuidv4(), '2026-03-10T12:00:00Z');
    await ledger.deliver([event]);
    const posting = await ledger.postingWith(`assigned:${event.id}`);
    await ledger.reverse(posting, '2026-08-10T12:00:00Z');
    await expect(ledger.reverse(posting, '2026-08-11T12:00:00Z', 'Another reason')).rejects.toMatchObject({
      code: 'reversed-before',
    });
    const [reversal] = await ledger.database.query(
      `select booked_on::text, reversed_on::text from posting where kind = 'reversal'`,
    );
    expect(reversal).toEqual({ booked_on: '2026-08-10', reversed_on: '2026-03-10' });
    expect((await ledger.verification()).differences).toEqual([]);
  });

  describe('once a month is detached', () => {
    const [task, performer] = [uuidv7(), uuidv4()];
    const fee = assigned(task, performer, '2026-03-10T12:00:00Z');

    const detach = () => asOwner(ledger.database, `select detach_month('posting', '2026-03-01')`);
    const attach = () => asOwner(ledger.database, `select attach_month('posting', '2026-03-01')`);

    beforeEach(async () => {
      await ledger.deliver([fee]);
      await ledger.deliver([assigned(uuidv7(), performer, '2026-04-02T12:00:00Z')]);
    });

    const isAttached = async () => (await monthsOf(ledger.database)).includes('posting_2026_03');

    afterEach(async () => {
      if (!(await isAttached())) {
        await attach();
      }
    });

    it('still books its events once, and refuses contradictions', async () => {
      await detach();
      await ledger.deliver([fee]);
      await expect(
        ledger.deliver([assigned(task, performer, '2026-04-11T12:00:00Z', fee.id)]),
      ).rejects.toMatchObject(contradiction);
      expect(await ledger.database.query(`select from posting`)).toHaveLength(1);
    });

    it('still knows balances, and verifies the days after it', async () => {
      await ledger.closeDueDays('2026-04-02T12:00:00Z');
      const balance = await ledger.balanceAt(performer, '2026-03-20');
      expect(balance).toBeLessThan(0);
      await detach();
      expect(await ledger.balanceAt(performer, '2026-03-20')).toBe(balance);
      expect(await ledger.verification()).toMatchObject({
        from: '2026-04-01',
        detached_months: ['2026-03'],
        postings: 1,
        differences: [],
      });
      await attach();
      expect(await ledger.verification()).toMatchObject({
        from: null,
        detached_months: [],
        postings: 2,
        differences: [],
      });
    });

    it('answers that its postings are away instead of a part of them', async () => {
      const march = { from: '2026-03-01', to: '2026-03-31', limit: 50 };
      expect((await ledger.auditLog(performer, march)).items).toHaveLength(1);
      await detach();
      await expect(ledger.auditLog(performer, march)).rejects.toMatchObject({
        code: 'month-detached',
        detail: expect.stringContaining('2026-03') as string,
      });
      const april = { from: '2026-04-01', to: '2026-04-30', limit: 50 };
      expect((await ledger.auditLog(performer, april)).items).toHaveLength(1);
    });

    it('closes none of its days', async () => {
      await detach();
      await expect(ledger.closeDueDays('2026-04-02T12:00:00Z')).rejects.toThrow(/attach the month first/);
    });
  });
});

/** Runs statements as the owner of the tables. */
async function asOwner(database: TestDatabase, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('Books from before postings were partitioned', () => {
  let database: TestDatabase;

  afterEach(() => database.drop());

  const migrate = async (isWanted: (name: string) => boolean): Promise<void> => {
    const settings = databaseSettings('finance', database);
    const migrations = financeMigrations.filter((Migration) => isWanted(new Migration().name ?? ''));
    const rights = migrations.length === financeMigrations.length ? ownershipOf(settings).rights : {};
    await migrateAsOwner(dataSourceOptions({ ...settings, migrations }), database.ownerUrl, rights);
  };

  it.each([
    ['the first tables', /^(postings-by-month|sealed-days)/],
    ['all other tables of today', /^postings-by-month/],
  ])('keep every posting with its key, its guards and its results, with %s', async (_, missing) => {
    const template = await createServiceDatabase('finance');
    await template.drop();
    database = await createTestDatabase('earlier', undefined, template.roles);
    await migrate((name) => !missing.test(name));
    const [person, fee, event] = [uuidv4(), uuidv7(), uuidv7()];
    await database.query(
      `insert into account (id, kind, user_id, balance) values ('${person}', 'person', '${person}', 0)`,
    );
    await database.query(
      `insert into task (id, fee, reward, changed_at)
       select md5('task ' || number)::uuid, 1000, 3000, now() from generate_series(1, 100) as number`,
    );
    await database.query(
      `insert into posting
         (id, key, content_hash, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on, recorded_at)
       select case number when 7 then '${fee}' else md5('posting ' || number)::uuid end,
              case when number % 4 = 0 then 'rewarded:' || md5('task ' || number)::uuid
                   else concat('assigned:', case number when 7 then '${event}' else md5('event ' || number)::uuid end) end,
              sha256(number::text::bytea),
              case when number % 4 = 0 then 'reward' else 'fee' end,
              case when number % 4 = 0 then company.id else '${person}' end,
              case when number % 4 = 0 then '${person}' else company.id end,
              case when number % 4 = 0 then 3000 else 1000 end, md5('task ' || number)::uuid,
              date '2026-01-01' + number, date '2026-01-01' + number, timestamptz '2026-06-01'
       from generate_series(1, 100) as number, account as company where company.kind = 'company'`,
    );
    await database.query(
      `insert into posting
         (id, key, content_hash, kind, debit_account, credit_account, amount, task_id, occurred_at, booked_on, reverses,
          reverses_kind, reason, decided_by)
       select gen_random_uuid(), 'reversal:' || id, 'reversal', 'reversal', credit_account, debit_account, amount, task_id,
              now(), '2026-05-05', id, 'fee', 'A mistake', gen_random_uuid()
       from posting where id = '${fee}'`,
    );
    await database.query(
      `insert into posting (id, key, content_hash, kind, debit_account, credit_account, amount, occurred_at, booked_on)
       select md5('payout')::uuid, 'payout:${person}:2026-01-04', 'payout', 'payout', '${person}', payouts.id, 5, now(),
              '2026-01-04'
       from account as payouts where payouts.kind = 'payouts'`,
    );
    await database.query(
      `with closed as (
         insert into business_day (day, closed_at, postings, fees, rewards, paid_people, paid, people_in_the_red,
                                   carried_over, payouts_hash, hash)
         values ('2026-01-05', now(), 1, 0, 3000, 0, 0, 0, 0, '', '')
         returning day
       )
       insert into day_result (day, tasks_with_profit, tasks_with_deficit)
       select day, 0, 1 from closed where to_regproc('keep_day_result') is null`,
    );
    const facts = `
      id, kind, debit_account, credit_account, person_account, person_amount, amount, task_id, reverses, reverses_kind,
      reason, decided_by, occurred_at, was_ahead, booked_on, recorded_at`;
    const everything = () => database.query(`select ${facts} from posting order by id`);
    const results = () => database.query(`select * from day_result`);
    const before = [await everything(), await results()];
    const keys = await database.query(
      `select key, content_hash from posting where kind <> 'payout' order by key collate "C"`,
    );
    await migrate(() => true);
    expect([await everything(), await results()]).toEqual(before);
    expect(
      await database.query(
        `select key_of(kind, subject) as key, content_hash from posting_key where kind <> 'payout'
         order by key_of(kind, subject) collate "C"`,
      ),
    ).toEqual(keys);
    expect(
      await database.query(
        `select posting.id from posting
         left join posting_key as key on key.posting = posting.id and key.booked_on = posting.booked_on
           and key.kind = posting.kind and key.task_id is not distinct from posting.task_id
         where key.posting is null`,
      ),
    ).toEqual([]);
    expect(
      await database.query(`select event_id, reversed_on::text from posting where reverses = '${fee}'`),
    ).toEqual([{ event_id: event, reversed_on: '2026-01-08' }]);
    expect(await monthsOf(database)).toEqual(
      expect.arrayContaining(['posting_2026_01', 'posting_2026_04', 'posting_2026_05']),
    );
    for (const table of ['posting', 'posting_key', 'posting_2026_01']) {
      await expect(database.query(`delete from ${table}`)).rejects.toThrow(/never changed/);
    }
  });
});
