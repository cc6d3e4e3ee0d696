import { dataSourceOptions, migrateAsOwner, openDataSource, ownershipOf, sqlMigration } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase, databaseSettings } from '../../../test/support/service-database.js';
import type { Migration } from '../src/database/sql-migration.js';
import { ReadOnlyServers } from '../src/database/read-only-data-source.js';

/** What an operator reads: what happened, that nothing was lost, and what to do. */
const madeBefore =
  /^This database was made by a version before 0\.1 \(its first migration: CreateIdempotencyKey1700000000001\).*Nothing was changed\..*delete the folder \.data.*docs\/operations\.md, "A database from before 0\.1"/;

const earlierMigrations = `
  delete from migrations;
  insert into migrations (timestamp, name) values
    (1700000000001, 'CreateIdempotencyKey1700000000001'), (1700000000010, 'CreateOutbox1700000000010')`;

describe('A database from before version 0.1', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createServiceDatabase('finance');
    await database.query(earlierMigrations);
    await database.query(`insert into company_day_balance (day, balance) values ('2026-05-04', 7)`);
  });

  afterEach(() => database.drop());

  const settings = (change: { url?: string; ownerUrl?: string | undefined } = {}) => ({
    ...databaseSettings('finance', database),
    ...change,
  });

  const open = async (change: { url?: string; ownerUrl?: string | undefined } = {}): Promise<void> => {
    const used = settings(change);
    await (await openDataSource(dataSourceOptions(used), ownershipOf(used))).destroy();
  };

  const everything = async (): Promise<unknown[]> => [
    await database.query(`select oid, xmin::text, relname::text, relacl::text from pg_class order by oid`),
    await database.query(`select * from migrations order by id`),
    await database.query(`select * from company_day_balance`),
  ];

  it.each([
    ['by its owner at the start', () => open()],
    ['by a service without an owner', () => open({ ownerUrl: undefined })],
    ['by one role for everything', () => open({ url: database.url, ownerUrl: undefined })],
    [
      'by the migrate command',
      () => migrateAsOwner(dataSourceOptions(settings()), database.ownerUrl, ownershipOf(settings()).rights),
    ],
  ])('is neither used nor changed %s, and the error says what to do', async (_, start) => {
    const before = await everything();
    await expect(start()).rejects.toThrow(madeBefore);
    expect(await everything()).toEqual(before);
  });

  it('is refused at once by a read-only instance, which would otherwise wait for the logic', async () => {
    const servers = new ReadOnlyServers({ primaryUrl: database.serviceUrl, connections: 1 });
    const startedAt = performance.now();
    await expect(servers.open(dataSourceOptions(settings()))).rejects.toThrow(madeBefore);
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    await servers.end();
  });

  it('can be used again, with its data, after its list is replaced as docs/operations.md says', async () => {
    const early = await createTestDatabase('early');
    const asSingleRole = dataSourceOptions({ ...settings({ url: early.url }), ownerUrl: undefined });
    const first = Object.values(asSingleRole.migrations ?? []).filter(isFirst);
    await (await openDataSource({ ...asSingleRole, migrations: first })).destroy();
    await early.query(earlierMigrations);
    await early.query(`insert into company_day_balance (day, balance) values ('2026-05-04', 7)`);
    await early.query(`
      delete from migrations;
      insert into migrations (timestamp, name)
      select 1, name || '-0000000000001'
      from unnest('{platform,messaging,identity,security-log,finance}'::text[]) as name`);
    await (await openDataSource(asSingleRole)).destroy();
    expect(await early.query(`select balance::int from company_day_balance`)).toEqual([{ balance: 7 }]);
    await early.drop();
  });
});

/** Whether a migration is one of those that version 0.1 began with. Finance has searched accounts only since later. */
const isFirst = (migration: unknown): boolean => {
  const name = typeof migration === 'function' ? new (migration as Migration)().name : undefined;
  return name?.endsWith('-0000000000001') === true && !name.startsWith('search-');
};

describe('A later migration', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase('later');
  });

  afterEach(() => database.drop());

  const create = sqlMigration(
    'create-deed',
    1,
    `create table deed (name text not null); insert into deed values ('perch')`,
  );
  const rename = sqlMigration(
    'rename-deeds',
    3,
    `update deed set name = title || ' ' || name; alter table deed drop title`,
  );
  const entitle = sqlMigration('entitle-deeds', 2, `alter table deed add title text not null default 'the'`);

  const migrate = async (...migrations: (new () => object)[]): Promise<void> => {
    const options = dataSourceOptions({ url: database.url, entities: [], migrations });
    await (await openDataSource(options)).destroy();
  };

  const names = async (): Promise<string[]> => {
    const rows = await database.query<{ name: string }>(`select name from migrations order by id`);
    return rows.map(({ name }) => name);
  };

  it('upgrades existing rows, in the order of the numbers', async () => {
    await migrate(create);
    await migrate(create, rename, entitle);
    expect(await database.query(`select * from deed`)).toEqual([{ name: 'the perch' }]);
    expect(await names()).toEqual([
      'platform-0000000000001',
      'create-deed-0000000000001',
      'fence-0000000000002',
      'months-0000000000002',
      'entitle-deeds-0000000000002',
      'rename-deeds-0000000000003',
    ]);
  });

  it('runs once', async () => {
    await migrate(create, entitle);
    await migrate(create, entitle);
    expect(await database.query(`select name from deed`)).toHaveLength(1);
  });

  it('leaves nothing of itself and of those before it when it fails', async () => {
    await migrate(create);
    const failing = sqlMigration('fail', 3, `update deed set name = 'half'; select from nothing`);
    await expect(migrate(create, entitle, failing)).rejects.toThrow('relation "nothing" does not exist');
    expect(await database.query(`select * from deed`)).toEqual([{ name: 'perch' }]);
    expect(await names()).toEqual([
      'platform-0000000000001',
      'create-deed-0000000000001',
      'fence-0000000000002',
      'months-0000000000002',
    ]);
  });
});
