import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../../support/until.js';
import type { Step } from './protocol.js';
import { postgres } from './postgres.js';
import { WireProxy } from './proxy.js';

describe('A proxy in front of PostgreSQL', () => {
  let database: TestDatabase;
  let proxy: WireProxy;
  const clients: pg.Client[] = [];

  beforeAll(async () => {
    database = await createTestDatabase('wire');
    await database.query('create table note (text text)');
    proxy = await WireProxy.inFrontOf(database.url, postgres);
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.end().catch(() => undefined)));
    await database.query('truncate note');
  });

  afterAll(async () => {
    await proxy.stop();
    await database.drop();
  });

  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: proxy.url });
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  }

  async function stepsOf(work: (client: pg.Client) => Promise<void>): Promise<string[]> {
    const client = await connect();
    const steps: Step[] = [];
    const unwatch = proxy.watch((step) => steps.push(step));
    await work(client);
    unwatch();
    return steps.map(
      ({ moment, kind, text, isGood }) => `${moment} ${kind} ${text}${isGood ? '' : ' (failed)'}`,
    );
  }

  const notes = async (): Promise<string[]> =>
    (await database.query<{ text: string }>('select text from note order by text')).map(({ text }) => text);

  it('knows a statement outside of a transaction as a commit', async () => {
    const steps = await stepsOf(async (client) => {
      await client.query('select 1');
      await client.query('select $1::text', ['two']);
      await client.query('select nothing').catch(() => undefined);
    });
    expect(steps).toEqual([
      'before commit select 1',
      'after commit select 1',
      'before commit select $1::text',
      'after commit select $1::text',
      'before commit select nothing',
      'after commit select nothing (failed)',
    ]);
  });

  it('knows a COMMIT by the statements of its transaction, and a prepared statement by its SQL', async () => {
    const prepared = { name: 'add', text: 'insert into note values ($1)' };
    const steps = await stepsOf(async (client) => {
      for (const text of ['first', 'second']) {
        await client.query('begin');
        await client.query(prepared, [text]);
        await client.query('commit');
      }
      await client.query('begin');
      await client.query('rollback');
      await client.query(prepared, ['third']);
    });
    const transaction = [
      'statement begin',
      'statement insert into note values ($1)',
      'commit insert into note values ($1)\ncommit',
    ];
    const expected = [
      ...transaction,
      ...transaction,
      'statement begin',
      'statement rollback',
      'commit insert into note values ($1)',
    ];
    expect(steps).toEqual(expected.flatMap((step) => [`before ${step}`, `after ${step}`]));
    expect(await notes()).toEqual(['first', 'second', 'third']);
  });

  it('closes before a commit, so that nothing is stored', async () => {
    const client = await connect();
    const point = proxy.at({ moment: 'before', kind: 'commit', text: /insert into note/ }, () => 'close');
    await client.query('begin');
    await client.query(`insert into note values ('lost')`);
    await expect(client.query('commit')).rejects.toThrow('Connection terminated');
    expect((await point.hit).text).toContain('commit');
    expect(await notes()).toEqual([]);
  });

  it.each(['close', 'silence'] as const)(
    'loses the answer to a commit that is stored: %s',
    async (verdict) => {
      const client = await connect();
      let seen: string[] = [];
      const point = proxy.at({ moment: 'after', kind: 'commit', text: /insert into note/ }, async () => {
        seen = await notes();
        return verdict;
      });
      let answer = 'none';
      const asked = client.query('insert into note values ($1)', ['kept']).then(
        () => (answer = 'result'),
        () => (answer = 'error'),
      );
      await point.hit;
      expect(seen).toEqual(['kept']);
      if (verdict === 'close') {
        await asked;
        expect(answer).toBe('error');
      } else {
        // A thaw doesn't deliver what was lost.
        proxy.thaw();
        await (await connect()).query('select 1');
        expect(answer).toBe('none');
        proxy.cut();
        await asked;
        expect(answer).toBe('error');
      }
    },
  );

  it('passes large results, several connections, and a refused encryption', async () => {
    const [first, second] = await Promise.all([connect(), connect()]);
    const wanted = 3_000_000;
    const [large, small] = await Promise.all([
      first.query<{ text: string }>(`select repeat('x', ${wanted}) as text`),
      second.query('select $1::int as number', [4]),
    ]);
    expect(large.rows[0]?.text).toHaveLength(wanted);
    expect(small.rows).toEqual([{ number: 4 }]);
    const encrypted = new pg.Client({ connectionString: proxy.url, ssl: true });
    await expect(encrypted.connect()).rejects.toThrow('does not support SSL');
  });

  it('silences open connections and delivers what was held back', async () => {
    const client = await connect();
    proxy.freeze();
    let isAnswered = false;
    const asked = client.query(`insert into note values ('late')`).then(() => (isAnswered = true));
    const other = connect();
    await until('both wait', () => proxy.connections >= 2);
    expect(isAnswered).toBe(false);
    expect(await notes()).toEqual([]);
    proxy.thaw();
    await Promise.all([asked, other]);
    expect(await notes()).toEqual(['late']);
  });

  it('cuts open connections, refuses new ones, and admits them again', async () => {
    const client = await connect();
    proxy.refuse();
    // Open ones still work.
    await client.query('select 1');
    await expect(connect()).rejects.toThrow('ECONNREFUSED');
    proxy.cut();
    await expect(client.query('select 1')).rejects.toThrow();
    expect(proxy.connections).toBe(0);
    await proxy.admit();
    await (await connect()).query('select 1');
  });

  it('flaps: cuts each new connection as often as asked', async () => {
    let failures = 0;
    const ask = async (): Promise<void> => {
      await (await connect()).query('select pg_sleep(1)');
    };
    const askUntilAnswered = (): Promise<void> =>
      ask().catch(() => {
        failures += 1;
        return askUntilAnswered();
      });
    // Without those of the tests before.
    proxy.cut();
    const answered = askUntilAnswered();
    await until('it is connected', () => proxy.connections > 0);
    await proxy.flap(3);
    await answered;
    expect(failures).toBe(3);
  });
});
