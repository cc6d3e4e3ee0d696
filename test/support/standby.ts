import { chmod, copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { copyRunningCluster } from '../../tools/servers/backups.mjs';
import { startPostgres, type Postgres } from '../../tools/servers/postgres.mjs';
import { until } from './until.js';

const settings = [
  // Settings that `fast` turns off but a copy of a running cluster needs.
  'full_page_writes=on',
  'synchronous_commit=on',
  'wal_keep_size=256MB',
  'wal_receiver_status_interval=1s',
  'wal_retrieve_retry_interval=200ms',
];

/** A primary with a hot standby on streaming replication: two real servers. */
export class ReplicatedPostgres {
  private constructor(
    private readonly directory: string,
    private primary: Postgres,
    private standby: Postgres,
  ) {}

  static async start(): Promise<ReplicatedPostgres> {
    const directory = await mkdtemp(path.join(os.tmpdir(), 'ates-replicated-'));
    // PostgreSQL may run as another account, which needs access.
    await chmod(directory, 0o755);
    const primary = await startPostgres({ directory: path.join(directory, 'primary'), fast: true, settings });
    const standbyDirectory = path.join(directory, 'standby');
    await copyCluster(primary, standbyDirectory);
    const standby = await startPostgres({ directory: standbyDirectory, fast: true, settings });
    const servers = new ReplicatedPostgres(directory, primary, standby);
    await servers.untilCaughtUp();
    return servers;
  }

  /** From now on, a commit waits until the standby has it. */
  async makeSynchronous(): Promise<void> {
    await this.onPrimary(`alter system set synchronous_standby_names = '*'`);
    await this.onPrimary(`select pg_reload_conf()`);
    await until('the standby is synchronous', async () => {
      const [standby] = await this.onPrimary<{ sync_state: string }>(
        `select sync_state from pg_stat_replication`,
      );
      return standby?.sync_state === 'sync';
    });
  }

  async release(): Promise<void> {
    await this.standby.stop();
    await this.primary.stop();
    const places = new Set([this.directory, this.primary.directory, this.standby.directory]);
    await Promise.all([...places].map((place) => rm(place, { recursive: true, force: true })));
  }

  primaryUrl(database = 'postgres'): string {
    return this.primary.url(database);
  }

  standbyUrl(database = 'postgres'): string {
    return this.standby.url(database);
  }

  onPrimary<Row extends pg.QueryResultRow>(sql: string, database?: string): Promise<Row[]> {
    return queryAt<Row>(this.primaryUrl(database), sql);
  }

  onStandby<Row extends pg.QueryResultRow>(sql: string, database?: string): Promise<Row[]> {
    return queryAt<Row>(this.standbyUrl(database), sql);
  }

  /** Waits until the standby has replayed everything the primary has written so far. */
  async untilCaughtUp(): Promise<void> {
    const [written] = await this.onPrimary<{ lsn: string }>(`select pg_current_wal_lsn()::text as lsn`);
    await until('the standby has replayed what the primary wrote', async () => {
      const [replayed] = await this.onStandby<{ is_there: boolean }>(
        `select pg_last_wal_replay_lsn() >= '${written?.lsn ?? '0/0'}' as is_there`,
      );
      return replayed?.is_there;
    });
  }

  /** Pauses replay: the standby keeps receiving WAL without showing its changes. */
  async pauseReplay(): Promise<void> {
    await this.onStandby(`select pg_wal_replay_pause()`);
    await until('the standby pauses replay', async () => {
      const [replay] = await this.onStandby<{ state: string }>(
        `select pg_get_wal_replay_pause_state() as state`,
      );
      return replay?.state === 'paused';
    });
  }

  async resumeReplay(): Promise<void> {
    await this.onStandby(`select pg_wal_replay_resume()`);
  }

  /** Cuts the standby off from its primary. */
  async disconnectStandby(): Promise<void> {
    await this.onStandby(`alter system set primary_conninfo = ''`);
    await this.onStandby(`select pg_reload_conf()`);
    await until('the standby receives nothing', async () => {
      const receivers = await this.onStandby(`select from pg_stat_wal_receiver`);
      return receivers.length === 0;
    });
  }

  async killStandby(): Promise<void> {
    await this.standby.kill();
  }

  async startStandby(): Promise<void> {
    const { directory, port } = this.standby;
    this.standby = await startPostgres({ directory, port, fast: true, settings });
  }

  async killPrimary(): Promise<void> {
    await this.primary.kill();
  }

  async startPrimary(): Promise<void> {
    const { directory, port } = this.primary;
    this.primary = await startPostgres({ directory, port, fast: true, settings });
  }

  /** Promotes the standby to an independent server that accepts writes. */
  async promoteStandby(): Promise<void> {
    await this.onStandby(`select pg_promote(wait => true)`);
  }
}

/** Copies a running cluster and makes the copy a standby of it. */
async function copyCluster(primary: Postgres, directory: string): Promise<void> {
  const to = path.join(directory, 'data');
  await mkdir(directory, { recursive: true });
  await copyFile(path.join(primary.directory, 'password'), path.join(directory, 'password'));
  const cluster = path.join(primary.directory, 'data');
  await copyRunningCluster({ url: primary.url('postgres'), cluster, to, needsArchive: false });
  await writeFile(path.join(to, 'standby.signal'), '');
  await writeFile(path.join(to, 'postgresql.auto.conf'), `primary_conninfo = '${conninfoOf(primary)}'\n`);
}

function conninfoOf(primary: Postgres): string {
  const { username, password, port } = new URL(primary.url('postgres'));
  return `host=127.0.0.1 port=${port} user=${username} password=${password}`;
}

async function queryAt<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}
