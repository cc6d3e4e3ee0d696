import type { INestApplicationContext } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { Database, DatabaseModule, ReadDatabase, type ReadSettings } from '@ates/platform';
import { ReplicatedPostgres } from '../../../test/support/standby.js';
import { until } from '../../../test/support/until.js';

describe('Reads that may lag a little (N4, S8)', () => {
  let servers: ReplicatedPostgres;
  let contexts: INestApplicationContext[];

  beforeAll(async () => {
    servers = await ReplicatedPostgres.start();
    await servers.onPrimary(`create table deed (name text)`);
    await servers.onPrimary(`create role plain login password 'plain'`);
    await servers.untilCaughtUp();
  });

  beforeEach(() => {
    contexts = [];
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
  });

  afterAll(() => servers.release());

  const start = async (reads: ReadSettings, url = servers.primaryUrl()): Promise<INestApplicationContext> => {
    const context = await Test.createTestingModule({
      imports: [
        ScheduleModule.forRoot(),
        DatabaseModule.forRoot({ url, entities: [], migrations: [], reads }),
      ],
    }).compile();
    await context.init();
    contexts.push(context);
    return context;
  };

  const startReads = async (reads: ReadSettings): Promise<ReadDatabase> =>
    (await start(reads)).get(ReadDatabase);

  const isReadFromStandby = (database: ReadDatabase): Promise<boolean> =>
    database.read(async (source) => {
      const [row] = await source.query<{ answer: boolean }>(`select pg_is_in_recovery() as answer`);
      return row?.answer === true;
    });

  const isOnStandby = (database: ReadDatabase) =>
    until('reads go to the standby', () => isReadFromStandby(database));

  const isOnPrimary = (database: ReadDatabase) =>
    until('reads go to the primary', async () => !(await isReadFromStandby(database)));

  it('go to the primary without a configured standby', async () => {
    expect(await isReadFromStandby(await startReads({}))).toBe(false);
  });

  it('go to the configured standby, also with a role without special rights', async () => {
    await isOnStandby(await startReads({ url: servers.standbyUrl() }));
    const plain = new URL(servers.standbyUrl());
    plain.username = 'plain';
    plain.password = 'plain';
    await isOnStandby(await startReads({ url: plain.href }));
  });

  it('stay on the standby while the primary is idle for longer than the allowed lag', async () => {
    const database = await startReads({ url: servers.standbyUrl(), lagSeconds: 1 });
    await isOnStandby(database);
    const since = Date.now();
    await until('more than the allowed lag has passed', async () => {
      expect(await isReadFromStandby(database)).toBe(true);
      return Date.now() - since > 2500;
    });
  });

  it('move to the primary while the standby exceeds the allowed lag, and back when it has caught up', async () => {
    const database = await startReads({ url: servers.standbyUrl(), lagSeconds: 1 });
    await isOnStandby(database);
    await servers.pauseReplay();
    try {
      await servers.onPrimary(`insert into deed values ('while the standby slept')`);
      await isOnPrimary(database);
      const deeds = await database.read((source) => source.query(`select from deed`));
      expect(deeds).toHaveLength(1);
    } finally {
      await servers.resumeReplay();
    }
    await isOnStandby(database);
    expect(await database.read((source) => source.query(`select from deed`))).toHaveLength(1);
  });

  it('are answered by the primary without errors when the standby is killed, and move back when it is up', async () => {
    const database = await startReads({ url: servers.standbyUrl() });
    await isOnStandby(database);
    await servers.killStandby();
    try {
      const answers = await Promise.all(Array.from({ length: 20 }, () => isReadFromStandby(database)));
      expect(answers).toEqual(Array.from({ length: 20 }, () => false));
    } finally {
      await servers.startStandby();
    }
    await isOnStandby(database);
  });

  it('run again on the primary from the start when the standby breaks between two statements', async () => {
    const database = await startReads({ url: servers.standbyUrl() });
    await isOnStandby(database);
    const seen: boolean[] = [];
    try {
      await database.read(async (source) => {
        for (let statement = 0; statement < 2; statement += 1) {
          const [row] = await source.query<{ answer: boolean }>(`select pg_is_in_recovery() as answer`);
          seen.push(row?.answer === true);
          if (seen.length === 1) {
            await servers.killStandby();
          }
        }
      });
    } finally {
      await servers.startStandby();
    }
    expect(seen).toEqual([true, false, false]);
  });

  it('are answered by the primary when the standby hangs', async () => {
    const database = await startReads({ url: servers.standbyUrl(), statementMilliseconds: 2000 });
    await isOnStandby(database);
    const backends = await servers.onStandby<{ pid: number }>(
      `select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    );
    const pids = backends.map(({ pid }) => pid);
    try {
      pids.forEach((pid) => process.kill(pid, 'SIGSTOP'));
      expect(await isReadFromStandby(database)).toBe(false);
    } finally {
      pids.forEach((pid) => process.kill(pid, 'SIGCONT'));
    }
    await isOnStandby(database);
  });

  it('run on the primary when the standby has not replayed the latest migration', async () => {
    const database = await startReads({ url: servers.standbyUrl(), lagSeconds: 3600 });
    await isOnStandby(database);
    await servers.pauseReplay();
    try {
      await servers.onPrimary(`create table new_deed as select 'new' as name`);
      const deeds = await database.read((source) => source.query(`select name from new_deed`));
      expect(deeds).toEqual([{ name: 'new' }]);
    } finally {
      await servers.resumeReplay();
    }
  });

  it('are cancelled at the time limit and not repeated on the primary', async () => {
    const database = await startReads({ url: servers.standbyUrl(), statementMilliseconds: 200 });
    await isOnStandby(database);
    let tries = 0;
    const tooLong = database.read((source) => {
      tries += 1;
      return source.query(`select pg_sleep(60)`);
    });
    await expect(tooLong).rejects.toMatchObject({ code: '57014' });
    expect(tries).toBe(1);
  });

  it('never take connections from writes, however many and heavy they are', async () => {
    const context = await start({ connections: 2, statementMilliseconds: 20_000 });
    const reads = context.get(ReadDatabase);
    const heavy = Array.from({ length: 30 }, () =>
      reads.read((source) => source.query(`select pg_sleep(600)`)),
    );
    const isRunning = `query like '%pg_sleep(600)%' and pid <> pg_backend_pid()`;
    const runningReads = () => servers.onPrimary(`select from pg_stat_activity where ${isRunning}`);
    await until('two reads are running', async () => (await runningReads()).length === 2);
    const database = context.get(Database);
    await Promise.all(
      Array.from({ length: 50 }, () =>
        database.transaction((tx) => tx.query(`insert into deed values ('while others read')`)),
      ),
    );
    expect(await runningReads()).toHaveLength(2);
    let isOver = false;
    void Promise.allSettled(heavy).then(() => (isOver = true));
    await until('all reads have ended', async () => {
      await servers.onPrimary(`select pg_cancel_backend(pid) from pg_stat_activity where ${isRunning}`);
      return isOver;
    });
  });

  it('do not go to a standby of another primary', async () => {
    const other = await ReplicatedPostgres.start();
    try {
      const database = await startReads({ url: other.standbyUrl() });
      const since = Date.now();
      await until('several checks have passed', async () => {
        expect(await isReadFromStandby(database)).toBe(false);
        return Date.now() - since > 1500;
      });
    } finally {
      await other.release();
    }
  });
});
