import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { createDatabases } from './databases.mjs';
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

/** A connection in the middle of a query that takes minutes. */
async function beginLongQuery(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  client.query('select count(*) from generate_series(1, 1000000000)').catch(() => undefined);
}

describe('the private PostgreSQL', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'ates-postgres-'));
  });

  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('keeps its data over a kill in the middle of a query, and starts again at once', async () => {
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

  it('makes a new cluster where an interrupted start left half of one', async () => {
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

  it('asks for a password that its owner alone can read', async () => {
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

  it('gives each service a database that no other service can enter', async () => {
    const server = await startPostgres({ directory, fast: true });
    try {
      const databases = [
        { service: 'tasks', password: 'of tasks' },
        { service: 'finance', password: 'of finance' },
      ];
      await createDatabases(server.url('postgres'), databases);
      await createDatabases(server.url('postgres'), databases);
      const urlOf = (database: string): string =>
        `postgres://tasks:of%20tasks@127.0.0.1:${server.port}/${database}`;
      await ask(urlOf('tasks'), 'create table own as select 1');
      await expect(ask(urlOf('finance'), 'select 1')).rejects.toThrow('permission denied for database');
      await expect(ask(urlOf('postgres'), 'select 1')).rejects.toThrow('permission denied for database');
    } finally {
      await server.stop();
    }
  });
});
