import { Logger } from '@nestjs/common';
import pg from 'pg';
import {
  dataSourceOptions,
  migrateAsOwner,
  openDataSource,
  ownershipOf,
  sqlMigration,
  type DatabaseSettings,
} from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase, databaseSettings } from '../../../test/support/service-database.js';

const messagingRights = {
  idempotency_key: 'select, insert, delete, update (answer)',
  instance_lease:
    'select, insert, update (expires_at, holder, instance, session_pid, session_started_at, token)',
  migrations: 'select',
  outbox_new: 'select, insert',
  outbox: 'select',
  outbox_head: 'select',
  outbox_month: 'select',
  outbox_timeline: 'select',
  outbox_relay: 'select, update (position)',
  feed_position:
    'select, insert, update (caught_up_at, event_id, position, restored_at, restored_to, wanted)',
  producer_timeline: 'select, insert, delete',
  parked_message: 'select, insert, delete, update (parked_at, reason, settled_at, state)',
  reconciliation_run: 'select, insert, delete, update',
  security_log: 'select, insert',
};

const cachedRights = {
  cached_user: 'select, insert, delete, update',
  issuer_key_set: 'select, insert, update (keys, read_at)',
};

/** Every table of every service, and all rights of the running role on it. */
const expectedRights = {
  auth: {
    ...messagingRights,
    users: 'select, insert, update (changed_at, details, email, is_deleted, name, roles)',
    last_sign_in: 'select, insert, update (at)',
    credential: 'select, insert, delete, update (lookup, secret_hash, set_at)',
    oidc_payload: 'select, insert, delete, update',
    signing_key: 'select, insert, delete',
    service_client: 'select, insert, delete, update (secret_hash)',
    device_client: 'select, insert, delete, update (secret_hash)',
    attempt_count: 'select, insert, delete, update',
    one_time_link: 'select, insert, delete, update (revoked_at, used_at)',
    registration: 'select, insert, delete, update (confirmed_at)',
    invitation: 'select, insert, delete, update (accepted_at, expires_at, revoked_at)',
    setup_code: 'select, insert, delete',
    earlier_registration: 'select',
    mail: 'select, insert, delete, update (attempts, last_error, next_attempt_at, sent_at, state)',
  },
  tasks: {
    ...messagingRights,
    ...cachedRights,
    performer: 'select, insert, delete, update (place)',
    task: 'select, insert, update (assigned_at, assigned_to, changed_at, completed_at, description)',
    task_assignment: 'select, insert',
    task_price: 'select, insert',
    task_price_head: 'select, update (batches)',
    task_search: 'select, insert, update (form)',
    reassignment:
      'select, insert, update (done, finished_at, last_task_id, progressed_at, reached_task_id, started_at, total)',
    reassignment_people: 'select, insert, update (people)',
    reassignment_loss: 'select, insert, delete',
    notification: 'select, insert, delete, update (read_at)',
    notification_head: 'select, update (reads)',
    digest_subscriber: 'select, insert, delete',
    digest:
      'select, insert, delete, update (attempts, last_error, message_id, next_attempt_at, sent_at, state)',
    attempt_count: 'select, insert, update (expire, points)',
  },
  finance: {
    ...messagingRights,
    ...cachedRights,
    task: 'select, insert, update (changed_at, changed_by, description, is_stale, is_told, refused)',
    account: 'select, insert, update (balance)',
    company_day_balance: 'select, insert, update (balance)',
    posting: 'select, insert',
    posting_key: 'select, insert',
    business_day: 'select, insert, maintain',
    carried_balance: 'select, insert',
    day_result: 'select, insert',
    sealed_day: 'select, insert, delete',
    business_calendar: 'select, insert, update (day_ends_at, first_day, time_zone)',
    compared_books: 'select, update (server)',
    journaled_day: 'select, insert, delete',
    journaled_posting: 'select, insert',
    journaled_reversal: 'select, insert, delete',
    statement: 'select, insert, update (attempts, last_error, message_id, next_attempt_at, sent_at, state)',
    awaited_position: 'select, insert, update (gave_up_at, position)',
  },
} as const;

type ServiceName = keyof typeof expectedRights;

const services = Object.keys(expectedRights) as ServiceName[];

/** Runs a statement and rolls it back; returns PostgreSQL's error code, or 'done'. */
async function outcomeOf(client: pg.Client, statement: string): Promise<string> {
  await client.query('begin');
  try {
    await client.query(statement);
    return 'done';
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? '') : String(error);
  } finally {
    await client.query('rollback');
  }
}

const refused = '42501';

describe.each(services)('The running role of %s (F3)', (service) => {
  let database: TestDatabase;
  let client: pg.Client;
  let columns: Map<string, string[]>;

  beforeAll(async () => {
    database = await createServiceDatabase(service);
    client = new pg.Client({ connectionString: database.serviceUrl });
    await client.connect();
    const rows = await database.query<{ table_name: string; names: string[] }>(
      `select table_name::text, array_agg(column_name::text order by column_name) as names
       from information_schema.columns where table_schema = 'public' group by table_name`,
    );
    columns = new Map(rows.map(({ table_name: table, names }) => [table, names]));
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  const rightsOn = (table: string): string =>
    Object.entries<string>(expectedRights[service]).find(([name]) => name === table)?.[1] ?? '';

  it('has exactly the rights listed here on every table', async () => {
    const rows = await database.query<{ table: string; rights: string }>(
      `select relation.relname::text as table,
              concat_ws(', ',
                (select string_agg(lower(privilege_type), ', ' order by
                   array_position('{SELECT,INSERT,DELETE,MAINTAIN,UPDATE}', privilege_type), privilege_type)
                 from aclexplode(relation.relacl) as acl where acl.grantee <> relation.relowner),
                (select 'update (' || string_agg(attname, ', ' order by attname) || ')'
                 from pg_attribute, aclexplode(attacl) as acl
                 where attrelid = relation.oid and acl.grantee <> relation.relowner
                   and acl.privilege_type = 'UPDATE')) as rights
       from pg_class as relation
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
         and not relispartition`,
    );
    expect(Object.fromEntries(rows.map(({ table, rights }) => [table, rights]))).toEqual(
      expectedRights[service],
    );
  });

  it('has no rights on the months of a table, which it reads and adds to through the table', async () => {
    const rows = await database.query(
      `select relname::text as month, privilege_type as right
       from pg_class, aclexplode(relacl) as acl
       where relispartition and relkind = 'r' and acl.grantee <> relowner`,
    );
    expect(rows).toEqual([]);
  });

  it('owns nothing, is not a member of an owner, and cannot create anything', async () => {
    const [role] = await database.query<Record<string, unknown>>(
      `select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,
              (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned,
              (select count(*)::int from pg_auth_members where member = pg_roles.oid) as memberships
       from pg_roles where rolname = $1`,
      [database.roles?.service],
    );
    expect(role).toEqual({
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolbypassrls: false,
      rolreplication: false,
      owned: 0,
      memberships: 0,
    });
    for (const statement of [
      'create table own (id int)',
      'create function own() returns int language sql as $$ select 1 $$',
      'create schema own',
      `set session_replication_role = 'replica'`,
      `set role ${database.roles?.owner}`,
    ]) {
      expect([statement, await outcomeOf(client, statement)]).toEqual([statement, refused]);
    }
  });

  it('cannot alter, drop or disable a table', async () => {
    for (const table of columns.keys()) {
      for (const statement of [
        `truncate ${table} cascade`,
        `drop table ${table} cascade`,
        `alter table ${table} disable trigger all`,
        `alter table ${table} add column own int`,
        `alter table ${table} owner to ${database.roles?.service}`,
        `create trigger own before insert on ${table} for each row execute function suppress_redundant_updates_trigger()`,
        `create rule own as on insert to ${table} do instead nothing`,
        `create index own on ${table} ((1))`,
      ]) {
        expect([statement, await outcomeOf(client, statement)]).toEqual([statement, refused]);
      }
    }
  });

  it('cannot delete, insert or update a column without a listed right', async () => {
    for (const [table, names] of columns) {
      const rights = rightsOn(table);
      const mayUpdate = /update(?: \((.*)\))?$/.exec(rights);
      const updatable = mayUpdate?.[0] === 'update' ? names : (mayUpdate?.[1]?.split(', ') ?? []);
      const forbidden = [
        ...(rights.includes('delete') ? [] : [`delete from ${table}`]),
        ...(rights.includes('insert') ? [] : [`insert into ${table} default values`]),
        ...names
          .filter((name) => !updatable.includes(name))
          .map((name) => `update ${table} set ${name} = default`),
      ];
      for (const statement of forbidden) {
        expect([statement, await outcomeOf(client, statement)]).toEqual([statement, refused]);
      }
    }
  });

  it('cannot change the functions that guard the tables', async () => {
    const functions = await database.query<{ name: string }>(
      `select proc.oid::regprocedure::text as name from pg_proc as proc
       where pronamespace = 'public'::regnamespace
         and not exists (select from pg_depend where objid = proc.oid and deptype = 'e')`,
    );
    for (const { name } of functions) {
      for (const change of [
        `drop function ${name} cascade`,
        `alter function ${name} owner to ${database.roles?.service}`,
      ]) {
        expect([change, await outcomeOf(client, change)]).toEqual([change, refused]);
      }
    }
  });

  it('keeps its rights unchanged when the service starts again', async () => {
    const acls = () =>
      database.query(
        `select oid, xmin::text, relacl::text from pg_class where relacl is not null order by oid`,
      );
    const before = await acls();
    const settings = databaseSettings(service, database);
    const dataSource = await openDataSource(dataSourceOptions(settings), ownershipOf(settings));
    await dataSource.destroy();
    expect(await acls()).toEqual(before);
  });
});

describe('Starting a service', () => {
  let database: TestDatabase;
  let warnings: string[];

  beforeEach(() => {
    warnings = [];
    vi.spyOn(Logger.prototype, 'warn').mockImplementation((message: string) => {
      warnings.push(message);
    });
  });

  afterEach(async () => {
    vi.restoreAllMocks();
    await database.drop();
  });

  const open = (change: Partial<DatabaseSettings> = {}) => {
    const settings = { ...databaseSettings('finance', database), ...change };
    return openDataSource(dataSourceOptions(settings), ownershipOf(settings));
  };

  it('works with one role for everything, and warns what to do about it', async () => {
    database = await createTestDatabase('single');
    const dataSource = await open({ url: database.url, ownerUrl: undefined });
    await dataSource.query(`select from posting`);
    await dataSource.destroy();
    expect(warnings).toEqual([expect.stringContaining('owns the tables') as string]);
  });

  it('logs no warning with two roles', async () => {
    database = await createServiceDatabase('finance');
    await (await open()).destroy();
    expect(warnings).toEqual([]);
  });

  it('works without the owner when the tables are already migrated', async () => {
    database = await createServiceDatabase('finance');
    await (await open({ ownerUrl: undefined })).destroy();
    expect(warnings).toEqual([]);
  });

  it('fails without the owner when the tables are of an older version, and says what to set', async () => {
    database = await createServiceDatabase('finance');
    const { migrations } = databaseSettings('finance', database);
    const later = sqlMigration('note-deeds', 2, `alter table posting add note text`);
    await expect(open({ migrations: [...migrations, later], ownerUrl: undefined })).rejects.toThrow(
      /pending migrations: 1, first note-deeds-0000000000002.*Set DATABASE_OWNER_URL/,
    );
  });

  it('fails with an owner that does not own all tables, and names their owner', async () => {
    database = await createServiceDatabase('finance');
    await database.query(`alter table posting owner to current_user`);
    await expect(open()).rejects.toThrow(/DATABASE_OWNER_URL: its role does not own posting; \w+ does/);
  });

  it('fails with the running role as owner', async () => {
    database = await createServiceDatabase('finance');
    await expect(open({ ownerUrl: database.serviceUrl })).rejects.toThrow('names the same role');
  });

  it('revokes additional rights of the running role and of PUBLIC', async () => {
    database = await createServiceDatabase('finance');
    await database.query(`grant delete, update on posting to ${database.roles?.service}`);
    await database.query(`grant update on day_result to public`);
    const settings = databaseSettings('finance', database);
    await migrateAsOwner(dataSourceOptions(settings), database.ownerUrl, ownershipOf(settings).rights);
    const client = new pg.Client({ connectionString: database.serviceUrl });
    await client.connect();
    try {
      expect(await outcomeOf(client, 'delete from posting')).toBe(refused);
      expect(await outcomeOf(client, 'update day_result set dearest = null')).toBe(refused);
    } finally {
      await client.end();
    }
  });
});
