import { mkdtemp, chmod, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { freePort } from '../../tools/processes/ports.mjs';
import { clockFrom } from '../../tools/servers/faketime.mjs';
import { startPostgres, type Postgres } from '../../tools/servers/postgres.mjs';
import { SteppedClock } from './clock.js';

const daySeconds = 86_400;

describe('A database whose clock is stepped', () => {
  let folder: string;
  let clock: SteppedClock;
  let server: Postgres;
  const clients: pg.Client[] = [];

  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    clients.push(client);
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ates-clock-'));
    await chmod(folder, 0o755);
    clock = new SteppedClock(folder);
    server = await startPostgres({
      directory: path.join(folder, 'postgres'),
      port: await freePort(),
      fast: true,
      settings: ['deadlock_timeout=100ms'],
      environment: clockFrom(clock.databaseFile),
    });
  });

  afterEach(() => Promise.all(clients.splice(0).map((client) => client.end())));

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  describe.each([
    ['as it started', 0],
    ['two days ahead', 2 * daySeconds],
    ['one of them back', -daySeconds],
  ])('%s', (_, seconds) => {
    beforeAll(() => {
      clock.step(seconds);
    });

    it('shows its time', async () => {
      const client = await connect();
      const { rows } = await client.query<{ now: Date }>('select now()');
      expect(Math.abs((rows[0]?.now.getTime() ?? 0) - clock.now().getTime())).toBeLessThan(60_000);
    });

    it('ends a statement that takes too long', async () => {
      const client = await connect();
      await client.query(`set statement_timeout = 100`);
      await expect(client.query(`select pg_sleep(60)`)).rejects.toMatchObject({ code: '57014' });
    });

    it('ends a deadlock', async () => {
      const [one, other] = [await connect(), await connect()];
      await one.query(`begin; select pg_advisory_xact_lock(1)`);
      await other.query(`begin; select pg_advisory_xact_lock(2)`);
      const outcomes = await Promise.allSettled([
        one.query(`select pg_advisory_xact_lock(2)`),
        other.query(`select pg_advisory_xact_lock(1)`),
      ]);
      const failures = outcomes.flatMap((outcome) =>
        outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
      );
      expect(failures).toEqual([expect.objectContaining({ code: '40P01' })]);
    });
  });
});
