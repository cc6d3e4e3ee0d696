import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { runProgram } from '../../tools/processes/child-processes.mjs';
import { walArchive } from '../../tools/servers/backups.mjs';
import { startPostgres, type Postgres } from '../../tools/servers/postgres.mjs';
import { until } from './until.js';

const root = path.resolve(import.meta.dirname, '../..');

// Settings that `fast` turns off but a backup of a running cluster needs.
const safeSettings = ['full_page_writes=on', 'synchronous_commit=on'];

/** A moment to restore a server to: a time, or the name of a restore point. */
export type Moment = { time: string } | { point: string };

/** A server that archives its WAL, and can be lost and restored to a point in time by the operators' command. */
export class ArchivedPostgres {
  private constructor(
    private readonly directory: string,
    private server: Postgres,
    private readonly settings: readonly string[],
  ) {}

  static async start(): Promise<ArchivedPostgres> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-archived-'));
    // PostgreSQL may run as another account, which needs access.
    await chmod(directory, 0o755);
    const settings = [...safeSettings, ...walArchive(path.join(directory, 'archive'))];
    const server = await startPostgres({
      directory: path.join(directory, 'postgres'),
      fast: true,
      settings,
    });
    return new ArchivedPostgres(directory, server, settings);
  }

  url(database = 'postgres'): string {
    return this.server.url(database);
  }

  /** Makes the base backup that `restore` starts from, while the server works. */
  async backUp(): Promise<void> {
    await this.command('create', this.backup);
  }

  /** Names this moment. */
  async restorePoint(name: string): Promise<Moment> {
    await this.query(`select pg_create_restore_point($1)`, [name]);
    return { point: name };
  }

  /** This moment, by the server's clock. */
  async now(): Promise<Moment> {
    const [row] = await this.query<{ time: string }>(`select clock_timestamp()::text as time`);
    return { time: row?.time ?? '' };
  }

  /** Kills the server and deletes its files. The archive has everything, so only a target ends a recovery earlier. */
  async lose(): Promise<void> {
    const [last] = await this.query<{ file: string }>(`select pg_walfile_name(pg_switch_wal()) as file`);
    await until('the archive has everything', async () => {
      const archived = await this.query(`select from pg_stat_archiver where last_archived_wal >= $1`, [
        last?.file,
      ]);
      return archived.length === 1;
    });
    await this.server.kill();
    await rm(path.join(this.server.directory, 'data'), { recursive: true });
  }

  /** Restores it to a moment and starts it on the same port. Resolves once it accepts writes. */
  async restore(moment: Moment): Promise<void> {
    const target = 'time' in moment ? ['--time', moment.time] : ['--point', moment.point];
    await this.command('restore', this.backup, ...target, '--archive', path.join(this.directory, 'archive'));
    const { directory, port } = this.server;
    this.server = await startPostgres({ directory, port, fast: true, settings: [...this.settings] });
    await until('the recovery has ended', async () => {
      const [row] = await this.query<{ is_over: boolean }>(`select not pg_is_in_recovery() as is_over`);
      return row?.is_over;
    });
  }

  async release(): Promise<void> {
    await this.server.stop();
    await rm(this.directory, { recursive: true, force: true });
    await rm(this.server.directory, { recursive: true, force: true });
  }

  private get backup(): string {
    return path.join(this.directory, 'backup');
  }

  private async query<Row extends pg.QueryResultRow>(
    sql: string,
    parameters: unknown[] = [],
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url() });
    await client.connect();
    try {
      return (await client.query<Row>(sql, parameters)).rows;
    } finally {
      await client.end();
    }
  }

  private async command(...parameters: string[]): Promise<void> {
    const command = ['tools/run/backup.mjs', ...parameters, '--postgres', this.server.directory];
    const { code, output } = await runProgram(root, command);
    if (code !== 0) {
      throw new Error(`the command failed: ${output}`);
    }
  }
}
