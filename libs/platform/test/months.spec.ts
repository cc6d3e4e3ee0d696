import { NestFactory } from '@nestjs/core';
import pg from 'pg';
import { inject } from 'vitest';
import { DatabaseModule, migrateAsOwner, dataSourceOptions, ownershipOf, sqlMigration } from '@ates/platform';
import { createTestDatabase, testPassword, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { createRoles, ownerOf } from '../../../tools/servers/databases.mjs';
import { changeMonths } from '../src/database/months-command.js';

const roles = { service: 'ates_test_months', owner: ownerOf('ates_test_months') };

const deeds = sqlMigration(
  'deeds',
  2,
  `create table deed (
     id bigint generated always as identity,
     done_at timestamptz not null,
     title text not null default 'a deed',
     primary key (id, done_at)
   ) partition by range (done_at);
   create function refuse_change_of_deed() returns trigger language plpgsql as $$
   begin
     raise exception 'deeds never change' using errcode = 'integrity_constraint_violation';
   end $$;
   create trigger deed_is_append_only before update or delete or truncate on deed
   for each statement execute function refuse_change_of_deed();
   alter table deed enable always trigger deed_is_append_only;
   select make_months();`,
);

describe('A table partitioned by month', () => {
  let database: TestDatabase;
  let service: pg.Client;

  beforeAll(async () => {
    const client = new pg.Client({ connectionString: inject('databaseUrl') });
    await client.connect();
    try {
      const { rowCount } = await client.query(`select from pg_roles where rolname = $1`, [roles.owner]);
      if (rowCount === 0) {
        const passwords = { password: testPassword, ownerPassword: testPassword };
        await createRoles(client, { service: roles.service, ...passwords });
      }
    } finally {
      await client.end();
    }
  });

  const settings = () => ({
    url: database.serviceUrl,
    ownerUrl: database.ownerUrl,
    entities: [],
    migrations: [deeds],
    rights: { deed: ['select', 'insert'] as const },
  });

  beforeEach(async () => {
    database = await createTestDatabase('months', undefined, roles);
    await migrateAsOwner(dataSourceOptions(settings()), database.ownerUrl, ownershipOf(settings()).rights);
    service = new pg.Client({ connectionString: database.serviceUrl });
    await service.connect();
  });

  afterEach(async () => {
    await service.end();
    await database.drop();
  });

  /** The months around the present one, as PostgreSQL's calendar has them: 0 is the present one. */
  const month = async (distance: number): Promise<string> => {
    const [row] = await database.query<{ month: string }>(
      `select to_char(now() at time zone 'UTC' + make_interval(months => $1), 'YYYY_MM') as month`,
      [distance],
    );
    return row?.month ?? '';
  };

  const tables = async (): Promise<string[]> => {
    const rows = await database.query<{ name: string }>(
      `select inhrelid::regclass::text as name from pg_inherits
       where inhparent = 'deed'::regclass order by 1`,
    );
    return rows.map(({ name }) => name);
  };

  /** Adds a deed in the middle of a month, as the service does; returns the table it is in. */
  const addIn = async (distance: number): Promise<string> => {
    const { rows } = await service.query<{ name: string }>(
      `insert into deed (done_at)
       values (date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'
               + make_interval(months => $1, days => 14))
       returning tableoid::regclass::text as name`,
      [distance],
    );
    return rows[0]?.name ?? '';
  };

  const asOwner = async (statement: string, parameters: unknown[] = []): Promise<unknown> => {
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      return (await owner.query<Record<string, unknown>>(statement, parameters)).rows;
    } finally {
      await owner.end();
    }
  };

  it('has the present month and the next three, and takes every other row too', async () => {
    const months = await Promise.all([0, 1, 2, 3].map(month));
    expect(await tables()).toEqual([...months.map((name) => `deed_${name}`), 'deed_other']);
    expect(await addIn(0)).toBe(`deed_${months[0]}`);
    expect(await addIn(3)).toBe(`deed_${months[3]}`);
    expect(await addIn(4)).toBe('deed_other');
    expect(await addIn(-200)).toBe('deed_other');
  });

  it('gets missing months from the service, which may not create tables itself', async () => {
    const missing = `deed_${await month(2)}`;
    await asOwner(`drop table ${missing}`);
    const context = await NestFactory.createApplicationContext(
      { module: class Part {}, imports: [DatabaseModule.forRoot(settings())] },
      { logger: false },
    );
    try {
      await until('the month is made', async () => (await tables()).includes(missing));
    } finally {
      await context.close();
    }
    expect(await addIn(2)).toBe(missing);
    await expect(service.query(`create table own (id int)`)).rejects.toThrow('permission denied');
    await expect(service.query(`select make_month('deed', '1999-01-01')`)).rejects.toThrow(
      /permission denied|must be owner/,
    );
  });

  it('is made only once by two instances at the same time', async () => {
    const missing = `deed_${await month(3)}`;
    await asOwner(`drop table ${missing}`);
    const other = new pg.Client({ connectionString: database.serviceUrl });
    await other.connect();
    const outcomes = await Promise.allSettled(
      [service, other].map((client) => client.query(`select make_months()`)),
    );
    await other.end();
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await tables()).toContain(missing);
  });

  it('guards each month like the table, against its owner too', async () => {
    for (const table of await tables()) {
      for (const statement of [
        `update ${table} set title = ''`,
        `delete from ${table}`,
        `truncate ${table}`,
        `set session_replication_role = 'replica'; delete from ${table}`,
      ]) {
        await expect(database.query(statement), statement).rejects.toThrow('deeds never change');
      }
    }
  });

  it('gives the running role no rights on a month, only on the table', async () => {
    for (const table of await tables()) {
      await expect(service.query(`select from ${table}`)).rejects.toThrow('permission denied');
      await expect(service.query(`insert into ${table} (done_at) values (now())`)).rejects.toThrow(
        'permission denied',
      );
    }
  });

  it('leaves rows where they are when their month is made too late', async () => {
    const late = await month(2);
    await asOwner(`drop table deed_${late}`);
    expect(await addIn(2)).toBe('deed_other');
    await service.query(`select make_months()`);
    expect(await tables()).not.toContain(`deed_${late}`);
    expect((await service.query(`select from deed`)).rowCount).toBe(1);
  });

  it('can be detached and attached again with its rows and its guards', async () => {
    const past = `deed_${await month(-2)}`;
    const date = `date_trunc('month', now() at time zone 'UTC' - interval '2 months')::date`;
    await asOwner(`select make_month('deed', ${date})`);
    expect(await addIn(-2)).toBe(past);
    await asOwner(`select detach_month('deed', ${date})`);
    expect((await service.query(`select from deed`)).rowCount).toBe(0);
    await expect(database.query(`delete from ${past}`)).rejects.toThrow('deeds never change');
    await asOwner(`select attach_month('deed', ${date})`);
    expect((await service.query(`select from deed`)).rowCount).toBe(1);
    await expect(database.query(`delete from ${past}`)).rejects.toThrow('deeds never change');
  });

  it('is listed, detached and attached by the command of an operator', async () => {
    const past = (await month(-2)).replace('_', '-');
    await asOwner(`select make_month('deed', $1)`, [`${past}-01`]);
    await addIn(-2);
    const owner = new pg.Client({ connectionString: database.ownerUrl });
    await owner.connect();
    try {
      const lines = async (): Promise<string[]> => (await changeMonths(owner, [])).split('\n');
      expect(await lines()).toHaveLength(6);
      expect(await changeMonths(owner, ['detach', 'deed', past])).toContain('is detached');
      expect(await lines()).toContainEqual(expect.stringContaining(`deed ${past}  detached`));
      expect((await service.query(`select from deed`)).rowCount).toBe(0);
      expect(await changeMonths(owner, ['attach', 'deed', past])).toContain('is attached');
      expect((await service.query(`select from deed`)).rowCount).toBe(1);
      for (const wrong of [
        ['remove', 'deed', past],
        ['detach', 'deed'],
        ['detach', 'deed', 'May'],
      ]) {
        await expect(changeMonths(owner, wrong)).rejects.toThrow('months detach <table> <year>-<month>');
      }
    } finally {
      await owner.end();
    }
  });

  it('keeps the present month, which may still grow', async () => {
    await expect(asOwner(`select detach_month('deed', now()::date)`)).rejects.toThrow(
      /the month \d{4}-\d{2} has not been over for a day/,
    );
  });
});
