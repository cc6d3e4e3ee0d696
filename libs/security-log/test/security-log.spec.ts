import pg from 'pg';
import type { DataSource } from 'typeorm';
import {
  asSystem,
  Database,
  dataSourceOptions,
  openDataSource,
  ownershipOf,
  withContext,
} from '@ates/platform';
import { recordSecurity, shortenSecurityLog } from '@ates/security-log';
import type { TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase, databaseSettings } from '../../../test/support/service-database.js';

const polly = '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a';
const ara = '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b01';

const request = {
  actor: { kind: 'person', id: ara },
  requestId: 'request-1',
  address: '192.0.2.17',
  userAgent: 'Mozilla/5.0',
  clientId: 'web',
} as const;

const immutable = '23000';
const notPermitted = '42501';

describe('The security log (A10)', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;
  let database: Database;

  beforeAll(async () => {
    testDatabase = await createServiceDatabase('auth');
    const settings = databaseSettings('auth', testDatabase);
    dataSource = await openDataSource(dataSourceOptions(settings), ownershipOf(settings));
    database = new Database(dataSource);
    await testDatabase.query(
      `insert into users (id, name, email, roles, created_at, changed_at)
       values ($1, 'Polly', 'polly@example.org', '{employee}', now(), now()), ($2, 'Ara', 'ara@example.org', '{administrator}', now(), now())`,
      [polly, ara],
    );
  });

  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  const entries = (action: string) =>
    testDatabase.query(`select * from security_log where action = $1 order by id`, [action]);

  const removePolly = { action: 'user.deleted', subject: { kind: 'person', id: polly } } as const;

  it('records who did what to whom, from where and in which request, with the names at that time', async () => {
    await withContext(request, () =>
      database.transaction((tx) => recordSecurity(tx, { ...removePolly, details: { why: 'left' } })),
    );
    await testDatabase.query(`update users set name = 'Polly Perch' where id = $1`, [polly]);
    expect(await entries('user.deleted')).toMatchObject([
      {
        at: expect.any(Date) as Date,
        actor_kind: 'person',
        actor_id: ara,
        actor_name: 'Ara',
        subject_kind: 'person',
        subject_id: polly,
        subject_name: 'Polly',
        address: '192.0.2.17',
        user_agent: 'Mozilla/5.0',
        client_id: 'web',
        request_id: 'request-1',
        details: { why: 'left' },
      },
    ]);
  });

  it('keeps an entry only if its change commits', async () => {
    const failing = database.transaction(async (tx) => {
      await recordSecurity(tx, { action: 'keys.rotated' });
      throw new Error('the process ends here');
    });
    await expect(failing).rejects.toThrow('the process ends here');
    expect(await entries('keys.rotated')).toEqual([]);
  });

  it('names the command that an operator ran', async () => {
    await asSystem('auth:free-account', () => recordSecurity(database, { action: 'account.freed' }));
    expect(await entries('account.freed')).toMatchObject([
      { actor_kind: 'system', actor_id: 'auth:free-account', address: null, request_id: null },
    ]);
  });

  it('uses the database clock for the time, whatever the writer passes', async () => {
    await database.query(
      `insert into security_log (at, action, actor_kind) values ('2001-01-01', 'sign-out', 'anonymous')`,
    );
    const [entry] = await testDatabase.query<{ age: number }>(
      `select extract(epoch from now() - at)::float8 as age from security_log where action = 'sign-out'`,
    );
    expect(entry?.age).toBeLessThan(60);
  });

  describe('cannot be changed', () => {
    const changes = [
      `update security_log set actor_id = null`,
      `update security_log set at = now() - interval '3 years'`,
      `delete from security_log`,
      `truncate security_log`,
    ];

    const refusalOf = async (url: string, statement: string): Promise<string | undefined> => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      try {
        await client.query(statement);
        return undefined;
      } catch (error) {
        return error instanceof pg.DatabaseError ? error.code : String(error);
      } finally {
        await client.end();
      }
    };

    it.each(changes)('by the running role: %s', async (change) => {
      expect(await refusalOf(testDatabase.serviceUrl, change)).toBe(notPermitted);
    });

    it.each(changes)('by the owner of the table: %s', async (change) => {
      expect(await refusalOf(testDatabase.ownerUrl, change)).toBe(immutable);
    });

    it.each(changes)('by a superuser who disables ordinary triggers: %s', async (change) => {
      expect(await refusalOf(testDatabase.url, `set session_replication_role = 'replica'; ${change}`)).toBe(
        immutable,
      );
    });
  });

  describe('deletes old entries', () => {
    const ages = async () => {
      const rows = await testDatabase.query<{ days: number }>(
        `select extract(day from now() - at)::int as days from security_log where action = 'sign-in.failed' order by at`,
      );
      return rows.map(({ days }) => days);
    };

    /** Opens the database as a starting service does, with this retention in days. */
    const start = async (days: number | undefined) => {
      const settings = databaseSettings('auth', testDatabase);
      const opened = await openDataSource(
        dataSourceOptions(settings),
        ownershipOf({ ...settings, asOwner: shortenSecurityLog(days) }),
      );
      await opened.destroy();
    };

    beforeAll(async () => {
      await testDatabase.query(`alter table security_log disable trigger security_log_is_complete`);
      await testDatabase.query(
        `insert into security_log (at, action, actor_kind)
         select now() - make_interval(days => age), 'sign-in.failed', 'anonymous' from unnest('{10,365,400,800}'::int[]) as age`,
      );
      await testDatabase.query(`alter table security_log enable trigger security_log_is_complete`);
    });

    it('never without a configured retention', async () => {
      await start(undefined);
      expect(await ages()).toEqual([800, 400, 365, 10]);
    });

    it('older than the retention when the owner migrates, and records how many', async () => {
      await start(500);
      expect(await ages()).toEqual([400, 365, 10]);
      expect(await entries('security-log.shortened')).toMatchObject([
        { actor_id: 'retention', details: { deleted: 1, kept_days: 500 } },
      ]);
    });

    it('but none younger than 366 days, whatever the retention', async () => {
      await expect(start(30)).rejects.toThrow('stay for 366 days at least');
      expect(await ages()).toEqual([400, 365, 10]);
    });
  });
});
