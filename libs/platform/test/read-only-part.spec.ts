import { dataSourceOptions, openDataSource, sqlMigration } from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { until } from '../../../test/support/until.js';
import { ReadOnlyServers } from '../src/database/read-only-data-source.js';

const before = [sqlMigration('create-deed', 1, `create table deed (name text)`)];
const after = [...before, sqlMigration('name-deeds', 2, `alter table deed add second_name text`)];

type Migrations = typeof before;

describe('The database of a read-only instance (S9)', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await createTestDatabase('reads');
  });

  afterEach(() => database.drop());

  const optionsFor = (migrations: Migrations) =>
    dataSourceOptions({ url: database.url, entities: [], migrations });

  const migrate = async (migrations: Migrations): Promise<void> => {
    const dataSource = await openDataSource(optionsFor(migrations));
    await dataSource.destroy();
  };

  const openAs = async (migrations: Migrations, patienceMilliseconds = 60_000) => {
    const servers = new ReadOnlyServers({ primaryUrl: database.url, connections: 2, patienceMilliseconds });
    try {
      const dataSource = await servers.open(optionsFor(migrations));
      return {
        query: (sql: string): Promise<unknown> => dataSource.query(sql),
        close: async () => {
          await dataSource.destroy();
          await servers.end();
        },
      };
    } catch (error) {
      await servers.end();
      throw error;
    }
  };

  it('allows reads and rejects writes, whatever the rights of the role', async () => {
    await migrate(after);
    const reads = await openAs(after);
    expect(await reads.query(`select * from deed`)).toEqual([]);
    await expect(reads.query(`insert into deed values ('perch')`)).rejects.toThrow('read-only transaction');
    await reads.close();
  });

  it('can be ahead of the version that reads it', async () => {
    await migrate(after);
    const reads = await openAs(before);
    expect(await reads.query(`select name from deed`)).toEqual([]);
    await reads.close();
  });

  it('delays the start while it is behind that version, until the logic has migrated it', async () => {
    await migrate(before);
    let isOpen = false;
    const opening = openAs(after).then((reads) => {
      isOpen = true;
      return reads;
    });
    await until('the instance is waiting for the tables', async () => {
      const rows = await database.query(
        `select from pg_stat_activity where datname = current_database() and query like '%from migrations%'
         and pid <> pg_backend_pid()`,
      );
      return rows.length > 0;
    });
    expect(isOpen).toBe(false);
    await migrate(after);
    const reads = await opening;
    expect(await reads.query(`select second_name from deed`)).toEqual([]);
    await reads.close();
  });

  it('makes the start fail, with a message that says what to do, when it stays behind', async () => {
    await migrate(before);
    await expect(openAs(after, 0)).rejects.toThrow(
      /This instance is read-only, and the tables are older than this version \(pending migrations: 1, first name-deeds-0000000000002\)\. Start the service with SERVICE_PART=logic or all/,
    );
  });

  it('is never migrated by a read-only instance, not even when it is empty', async () => {
    await expect(openAs(after, 0)).rejects.toThrow('older than this version');
    expect(await database.query(`select from pg_class where relname in ('migrations', 'deed')`)).toEqual([]);
  });
});
