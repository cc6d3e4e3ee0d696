import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { until } from '../../test/support/until.js';
import { runProgram } from '../processes/child-processes.mjs';
import { walArchive } from './backups.mjs';
import { startPostgres, type Postgres } from './postgres.mjs';

const root = path.resolve(import.meta.dirname, '../..');

describe('npm run backup', () => {
  let folder: string;
  let settings: string[];
  let server: Postgres;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ates-backup-'));
    // PostgreSQL may run as another account, which needs access.
    await chmod(folder, 0o755);
    settings = ['full_page_writes=on', 'synchronous_commit=on', ...walArchive(at('archive'))];
    server = await startPostgres({ directory: at('postgres'), fast: true, settings });
    await query('create table written (id int primary key)');
  });

  afterEach(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const at = (name: string): string => path.join(folder, name);

  async function query<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const write = async (id: number): Promise<void> => {
    await query(`insert into written (id) values (${id})`);
  };

  const written = async (): Promise<number[]> =>
    (await query<{ id: number }>('select id from written order by id')).map(({ id }) => id);

  const command = (...parameters: string[]) =>
    runProgram(root, ['tools/run/backup.mjs', ...parameters, '--postgres', server.directory]);

  const backUp = async (name: string): Promise<void> => {
    expect(await command('create', at(name))).toEqual({ code: 0, output: `backed up to ${at(name)}\n` });
  };

  async function archiveAll(): Promise<void> {
    const [last] = await query<{ file: string }>('select pg_walfile_name(pg_switch_wal()) as file');
    await until('the archive has everything', async () => {
      const archived = await query(`select from pg_stat_archiver where last_archived_wal >= '${last?.file}'`);
      return archived.length === 1;
    });
  }

  const lose = async (): Promise<void> => {
    await server.kill();
    await rm(path.join(server.directory, 'data'), { recursive: true });
  };

  /** Restores a backup, starts the server, and waits until it accepts writes. */
  async function restore(name: string, ...target: string[]): Promise<void> {
    const { code, output } = await command('restore', at(name), ...target, '--archive', at('archive'));
    expect({ code, output }).toMatchObject({ code: 0 });
    await start();
  }

  async function start(): Promise<void> {
    server = await startPostgres({ directory: server.directory, port: server.port, fast: true, settings });
    await until('the recovery has ended', async () => {
      const [row] = await query<{ is_over: boolean }>('select not pg_is_in_recovery() as is_over');
      return row?.is_over;
    });
  }

  it('restores to a restore point, to a time, or to all that was archived, even from backups made after a restore', async () => {
    await write(1);
    await backUp('first');
    await write(2);
    await query(`select pg_create_restore_point('it''s noon')`);
    await write(3);
    await archiveAll();

    await lose();
    await restore('first', '--point', "it's noon");
    expect(await written()).toEqual([1, 2]);
    await write(5);
    await backUp('second');
    await write(6);
    const [row] = await query<{ time: string }>('select clock_timestamp()::text as time');
    await write(7);
    await archiveAll();

    await lose();
    await restore('second', '--time', row?.time ?? '');
    expect(await written()).toEqual([1, 2, 5, 6]);
    await write(8);
    await archiveAll();

    await lose();
    await restore('second');
    expect(await written()).toEqual([1, 2, 5, 6, 8]);
  });

  it('recovers what was not archived yet from what is left, and keeps that beside it', async () => {
    await backUp('backup');
    await write(1);
    await server.kill();
    await rm(path.join(server.directory, 'data/postmaster.pid'));
    await restore('backup');
    expect(await written()).toEqual([1]);
    const kept = (await readdir(server.directory)).filter((name) => name.startsWith('data.before-'));
    expect(kept).toHaveLength(1);
  });

  it('backs up all that is committed before it ends, while clients write', async () => {
    let isOver = false;
    let last = 0;
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    const writing = until('the backup is made', async () => {
      last += 1;
      await client.query('insert into written (id) values ($1)', [last]);
      return isOver;
    });
    await until('the client writes', () => last > 3);
    await backUp('backup');
    isOver = true;
    await writing;
    await client.end();
    await archiveAll();
    await lose();
    await restore('backup');
    expect(await written()).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  });

  it('refuses what cannot end well, and says why', async () => {
    await backUp('backup');
    const refused = async (expected: RegExp, ...parameters: string[]) => {
      const { code, output } = await command(...parameters);
      expect(output).toMatch(expected);
      expect(code).toBe(1);
    };
    const archive = ['--archive', at('archive')];
    await refused(/exists already/, 'create', at('backup'));
    await refused(/may still run/, 'restore', at('backup'), ...archive);
    await refused(/not both/, 'restore', at('backup'), ...archive, '--time', '2026-01-01', '--point', 'noon');
    await refused(/Name the folder of the WAL archive/, 'restore', at('backup'), '--archive', at('nowhere'));
    await refused(/is not a complete backup/, 'restore', at('archive'), ...archive);
    await refused(/usage/, 'make', at('backup'));
    await server.stop();
    await refused(/does not run/, 'create', at('other'));
    server = await startPostgres({ directory: server.directory, fast: true, settings: ['archive_mode=off'] });
    await refused(/archives no WAL/, 'create', at('other'));
    expect(existsSync(at('other'))).toBe(false);
  });
});
