import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { dataSourceOptions, openDataSource } from '@ates/platform';
import { financeMigrations } from '../../apps/finance/src/database/migrations.js';
import { asOwner, createDatabases } from './databases.mjs';
import { startPostgres } from './postgres.mjs';

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Opens a connection and starts a query that takes minutes. */
async function beginLongQuery(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  client.query('select count(*) from generate_series(1, 1000000000)').catch(() => undefined);
}

describe('The private PostgreSQL', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'ates-postgres-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('keeps its data when killed during a query, and restarts at once', async () => {
    const first = await startPostgres({ directory });
    await ask(first.url('postgres'), 'create table kept as select 42 as answer');
    await beginLongQuery(first.url('postgres'));
    await first.kill();

    const second = await startPostgres({ directory, port: first.port });
    try {
      expect(await ask(second.url('postgres'), 'select answer from kept')).toEqual([{ answer: 42 }]);
    } finally {
      await second.stop();
    }
  });

  it('stops a server that an earlier run left behind', async () => {
    const orphan = await startPostgres({ directory, fast: true });
    const successor = await startPostgres({ directory, fast: true });
    await orphan.ended;
    await successor.stop();
  });

  it('stops waiting on a stop request, and leaves nothing running', async () => {
    const signal = AbortSignal.abort(new Error('Ctrl+C'));
    await expect(startPostgres({ directory, fast: true, signal })).rejects.toThrow('Ctrl+C');
    expect(await readdir(path.join(directory, 'data')).catch(() => [])).not.toContain('postmaster.pid');
    const server = await startPostgres({ directory, fast: true });
    await server.stop();
  });

  it('creates a new cluster when an interrupted start left an incomplete one', async () => {
    const interrupted = await startPostgres({ directory, fast: true });
    await interrupted.stop();
    const { directory: place } = interrupted;
    await rm(path.join(place, 'data'), { recursive: true });
    await writeFile(path.join(place, 'data.new'), 'half');
    const server = await startPostgres({ directory, fast: true });
    try {
      expect(await ask(server.url('postgres'), 'select 1 as one')).toEqual([{ one: 1 }]);
      expect(await readdir(place)).not.toContain('data.new');
    } finally {
      await server.stop();
    }
  });

  it('requires a password that only its owner can read', async () => {
    const server = await startPostgres({ directory, fast: true });
    try {
      const file = path.join(server.directory, 'password');
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const url = server.url('postgres').replace(await readFile(file, 'utf8'), 'guessed');
      await expect(ask(url, 'select 1')).rejects.toThrow('password authentication failed');
    } finally {
      await server.stop();
    }
  });

  it('gives each service a database that no other service can connect to', async () => {
    const server = await startPostgres({ directory, fast: true });
    try {
      const databases = [
        { service: 'tasks', password: 'of tasks', ownerPassword: 'of its owner' },
        { service: 'finance', password: 'of finance' },
      ];
      await createDatabases(server.url('postgres'), databases);
      await createDatabases(server.url('postgres'), databases);
      const urlOf = (database: string, role = 'tasks:of%20tasks'): string =>
        `postgres://${role}@127.0.0.1:${server.port}/${database}`;
      await ask(urlOf('tasks', 'tasks_owner:of%20its%20owner'), 'create table own as select 1');
      for (const role of ['tasks:of%20tasks', 'tasks_owner:of%20its%20owner']) {
        await expect(ask(urlOf('finance', role), 'select 1')).rejects.toThrow(
          'permission denied for database',
        );
        await expect(ask(urlOf('postgres', role), 'select 1')).rejects.toThrow(
          'permission denied for database',
        );
      }
      await expect(ask(urlOf('tasks'), 'select from own')).rejects.toThrow('permission denied for table');
      await expect(ask(urlOf('finance', 'finance_owner:'), 'select 1')).rejects.toThrow();
      await ask(asOwner(server.url('postgres'), 'finance'), 'create table own as select 1');
    } finally {
      await server.stop();
    }
  });

  it('leaves the shared database to roles that others made, such as the one that a PostgreSQL operator replicates with', async () => {
    const server = await startPostgres({ directory, fast: true });
    try {
      const superuser = server.url('postgres');
      await ask(superuser, `create role replicator replication login password 'of it'`);
      const databases = [{ service: 'tasks', password: 'of tasks' }];
      await createDatabases(superuser, databases);
      await createDatabases(superuser, databases);
      const as = (role: string): string => `postgres://${role}@127.0.0.1:${server.port}/postgres`;
      expect(await ask(as('replicator:of%20it'), 'select 1 as one')).toEqual([{ one: 1 }]);
      await expect(ask(as('tasks:of%20tasks'), 'select 1')).rejects.toThrow('permission denied for database');
      await ask(superuser, 'revoke connect on database postgres from replicator');
      await createDatabases(superuser, databases);
      await expect(ask(as('replicator:of%20it'), 'select 1')).rejects.toThrow('permission denied');
    } finally {
      await server.stop();
    }
  });

  it('hands tables of the running role over to the owner without interrupting a running service', async () => {
    const server = await startPostgres({ directory, fast: true });
    try {
      const superuser = server.url('postgres');
      await ask(superuser, `create role tasks login password 'of tasks'`);
      await ask(superuser, 'create database tasks owner tasks');
      const running = `postgres://tasks:of%20tasks@127.0.0.1:${server.port}/tasks`;
      await ask(running, `create table kept as select 'before' as text`);
      await createDatabases(superuser, [{ service: 'tasks', password: 'of tasks' }]);
      await ask(running, `insert into kept values ('after')`);
      expect(await ask(running, 'select text from kept')).toEqual([{ text: 'before' }, { text: 'after' }]);
      await expect(ask(running, 'drop table kept')).rejects.toThrow('must be owner');
      await ask(asOwner(superuser, 'tasks'), 'revoke insert on kept from tasks');
      await createDatabases(superuser, [{ service: 'tasks', password: 'of tasks' }]);
      await expect(ask(running, `insert into kept values ('again')`)).rejects.toThrow('permission denied');
    } finally {
      await server.stop();
    }
  });

  it('is prepared by make-databases for services that know no owner, even if one role owned everything', async () => {
    const server = await startPostgres({ directory, fast: true });
    try {
      const finance = `postgres://finance:of%20finance@127.0.0.1:${server.port}/finance`;
      await ask(server.url('postgres'), `create role finance login password 'of finance'`);
      await ask(server.url('postgres'), 'create database finance owner finance');
      const options = dataSourceOptions({ url: finance, entities: [], migrations: financeMigrations });
      await (await openDataSource(options)).destroy();
      await ask(finance, `insert into company_day_balance values ('2026-05-04', 7)`);
      const make = async () => {
        const command = spawn(process.execPath, [path.join(import.meta.dirname, 'make-databases.mjs')], {
          env: {
            PATH: process.env['PATH'] ?? '',
            SUPERUSER_DATABASE_URL: server.url('postgres'),
            AUTH_DATABASE_PASSWORD: 'of auth / 1',
            TASKS_DATABASE_PASSWORD: 'of tasks',
            FINANCE_DATABASE_PASSWORD: 'of finance',
          },
          stdio: 'inherit',
        });
        return ((await once(command, 'exit')) as [number | null])[0];
      };
      expect(await make()).toBe(0);
      expect(await make()).toBe(0);
      expect(await ask(finance, 'select balance::int from company_day_balance')).toEqual([{ balance: 7 }]);
      await expect(ask(finance, 'delete from posting')).rejects.toThrow('permission denied');
      const auth = `postgres://auth:${encodeURIComponent('of auth / 1')}@127.0.0.1:${server.port}/auth`;
      expect(await ask(auth, 'select count(*)::int as count from users')).toEqual([{ count: 0 }]);
    } finally {
      await server.stop();
    }
  });
});
