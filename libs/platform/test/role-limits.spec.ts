import pg from 'pg';
import type { TestDatabase } from '../../../test/support/database.js';
import { createServiceDatabase } from '../../../test/support/service-database.js';

type ServiceName = 'auth' | 'tasks' | 'finance';

const services: ServiceName[] = ['auth', 'tasks', 'finance'];

const refused = '42501';

/** Functions that run with the owner's rights, which the running role may call or its statements trigger. */
const ownersFunctions: Record<ServiceName, string[]> = {
  auth: ['make_months()', 'note_outbox_timeline()', 'place_events(text,uuid,bigint,integer)'],
  tasks: ['make_months()', 'note_outbox_timeline()', 'place_events(text,uuid,bigint,integer)'],
  finance: [
    'detached_months_of_postings(date,date)',
    'make_months()',
    'make_months_of_books()',
    'note_outbox_timeline()',
    'place_events(text,uuid,bigint,integer)',
  ],
};

describe.each(services)('Beyond its tables, the running role of %s (F3)', (service) => {
  let database: TestDatabase;
  let client: pg.Client;

  beforeAll(async () => {
    database = await createServiceDatabase(service);
    client = new pg.Client({ connectionString: database.serviceUrl });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  /** Runs statements in a transaction that is rolled back; returns the error code of the first to fail, or 'done'. */
  const outcomeOf = async (...statements: string[]): Promise<string> => {
    await client.query('begin');
    try {
      for (const statement of statements) {
        await client.query(statement);
      }
      return 'done';
    } catch (error) {
      return error instanceof pg.DatabaseError ? (error.code ?? '') : String(error);
    } finally {
      await client.query('rollback');
    }
  };

  const expectRefused = async (statements: readonly string[]): Promise<void> => {
    const outcomes: [string, string][] = [];
    for (const statement of statements) {
      outcomes.push([statement, await outcomeOf(statement)]);
    }
    expect(outcomes).toEqual(statements.map((statement) => [statement, refused]));
    expect(statements).not.toEqual([]);
  };

  /** Everything of a kind in the catalog, so that new ones are covered. */
  const relations = async (kinds: string): Promise<{ name: string; isMonth: boolean }[]> =>
    database.query<{ name: string; isMonth: boolean }>(
      `select oid::regclass::text as name, relispartition as "isMonth" from pg_class
       where relnamespace = 'public'::regnamespace and relkind::text = any ($1::text[]) order by relname`,
      [kinds.split('')],
    );

  it('creates no object of any kind, not even a temporary table', () =>
    expectRefused([
      'create temporary table own (id int)',
      'create table own as select 1',
      'create view own as select 1',
      'create materialized view own as select 1',
      'create sequence own',
      `create type own as enum ('own')`,
      'create domain own as int',
      'create function own() returns int language sql as $$ select 1 $$',
      'create procedure own() language sql as $$ select 1 $$',
      'create aggregate own(int) (sfunc = int4pl, stype = int)',
      'create operator === (leftarg = int, rightarg = int, function = int4eq)',
      'create schema own',
      'create extension pg_trgm schema pg_catalog',
      'create publication own',
      'create event trigger own on ddl_command_start execute function suppress_redundant_updates_trigger()',
      'create foreign data wrapper own',
    ]));

  it('reaches no role, no setting and no other session', async () => {
    const { owner = '' } = database.roles ?? {};
    await expectRefused([
      'create role own',
      `alter role ${owner} password 'own'`,
      `alter role ${database.roles?.service} superuser`,
      `alter role ${database.roles?.service} createdb`,
      `alter role ${database.roles?.service} replication`,
      `alter role ${database.roles?.service} bypassrls`,
      `grant ${owner} to ${database.roles?.service}`,
      `grant pg_read_all_data to ${database.roles?.service}`,
      `set role ${owner}`,
      `set session authorization ${owner}`,
      `set session_replication_role = 'replica'`,
      'set allow_system_table_mods = on',
      'set log_statement = none',
      `alter database ${new URL(database.url).pathname.slice(1)} set session_replication_role = 'replica'`,
      'select pg_reload_conf()',
      'select pg_promote()',
      'select pg_switch_wal()',
      'select pg_terminate_backend(pid) from pg_stat_activity where usename <> current_user and pid is not null limit 1',
    ]);
  });

  it('reads and writes no file of the server and runs no program', async () => {
    const tables = (await relations('r')).map(({ name }) => name);
    await expectRefused([
      ...tables.flatMap((table) => [
        `copy ${table} to program 'cat'`,
        `copy ${table} from program 'echo'`,
        `copy ${table} to '/tmp/ates-own'`,
        `copy ${table} from '/dev/null'`,
      ]),
      `copy (select 1) to program 'cat'`,
      `select pg_read_file('postgresql.conf')`,
      `select pg_read_binary_file('PG_VERSION')`,
      `select pg_ls_dir('.')`,
      `select lo_import('/etc/hostname')`,
      `select lo_export(0, '/tmp/ates-own')`,
      'select * from pg_authid',
      'select * from pg_hba_file_rules',
    ]);
  });

  it('touches no month of a partitioned table except through the table', async () => {
    const all = await relations('rp');
    const months = all.filter(({ isMonth }) => isMonth).map(({ name }) => name);
    const parents = new Map(months.map((month) => [month, month.replace(/_(\d{4}_\d{2}|other)$/, '')]));
    await expectRefused(
      [...parents].flatMap(([month, parent]) => [
        `select from ${month}`,
        `insert into ${month} default values`,
        `delete from ${month}`,
        `truncate ${month}`,
        `drop table ${month}`,
        `alter table ${month} disable trigger all`,
        `alter table ${parent} detach partition ${month}`,
        `select detach_month('${parent}', '2020-01-01')`,
        `select make_month('${parent}', '2020-01-01')`,
      ]),
    );
  });

  it('moves no sequence', async () => {
    const sequences = await relations('S');
    await expectRefused(
      sequences.flatMap(({ name }) => [
        `select setval('${name}', 1)`,
        `alter sequence ${name} restart`,
        `drop sequence ${name} cascade`,
      ]),
    );
  });

  it('passes on none of its rights', async () => {
    const acls = `select array_agg(relacl::text order by oid) as acls from pg_class where relnamespace = 'public'::regnamespace`;
    for (const { name } of await relations('rp')) {
      await client.query('begin');
      try {
        const before = (await client.query(acls)).rows;
        // Grants nothing: a warning if the role has some right on the table, and otherwise an error.
        await client.query('savepoint granting');
        await client
          .query(`grant all on ${name} to public`)
          .catch(() => client.query('rollback to granting'));
        expect((await client.query(acls)).rows).toEqual(before);
      } finally {
        await client.query('rollback');
      }
    }
  });

  it("borrows the owner's rights only in listed functions, with a fixed search path", async () => {
    const found = await database.query<{ name: string; path: string | null }>(
      `select oid::regprocedure::text as name,
              (select setting from unnest(proconfig) as setting where setting like 'search_path=%') as path
       from pg_proc where prosecdef and pronamespace = 'public'::regnamespace
       order by oid::regprocedure::text collate "C"`,
    );
    expect(found.map(({ name }) => name)).toEqual(ownersFunctions[service]);
    expect(found.map(({ path }) => path)).toEqual(found.map(() => 'search_path=public, pg_temp'));
  });

  it('connects to no database of another service', async () => {
    for (const other of services.filter((name) => name !== service)) {
      const foreign = await createServiceDatabase(other);
      try {
        const url = new URL(database.serviceUrl);
        url.pathname = new URL(foreign.url).pathname;
        const intruder = new pg.Client({ connectionString: url.href });
        await expect(intruder.connect()).rejects.toMatchObject({ code: refused });
      } finally {
        await foreign.drop();
      }
    }
  });
});
