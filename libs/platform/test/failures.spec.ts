import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ScheduleModule } from '@nestjs/schedule';
import {
  Database,
  DatabaseModule,
  isConnectionFailure,
  isDatabaseFailure,
  isNotTheMessages,
} from '@ates/platform';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.js';

/** A server of ours in the place of PostgreSQL: it takes connections and does with them what the test says. */
class NoDatabase {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  async start(behaviour: (socket: Socket) => void): Promise<string> {
    const server = createServer((socket) => {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
      behaviour(socket);
    });
    this.server = server;
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return `postgres://ates:secret@127.0.0.1:${(server.address() as AddressInfo).port}/ates`;
  }

  stop(): void {
    this.server?.close();
    for (const socket of this.sockets) {
      socket.destroy();
    }
  }
}

const failureOf = async (work: Promise<unknown>): Promise<unknown> => {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
};

/** What PostgreSQL's protocol says in a message of the server: a letter, the length and the content. */
const serverMessage = (letter: string, content: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(letter), length, content]);
};

describe('A failure that is not the fault of what was to be done', () => {
  let fake: NoDatabase;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase('failures');
  });
  beforeEach(() => {
    fake = new NoDatabase();
  });
  afterEach(() => fake.stop());
  afterAll(() => database.drop());

  const connect = async (connectionString: string, options: pg.ClientConfig = {}): Promise<unknown> => {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 300, ...options });
    client.on('error', () => undefined);
    return failureOf(client.connect());
  };

  const isTheDatabases = (error: unknown): void => {
    expect(String(error)).not.toBe('');
    expect({
      error: String(error),
      isIt: isConnectionFailure(error) && isNotTheMessages(error),
    }).toMatchObject({
      isIt: true,
    });
  };

  // The words that were missing: a message that met them was parked as poisoned.
  it('is a server that takes a connection and says nothing (timeout expired)', async () => {
    const error = await connect(await fake.start(() => undefined));
    expect(String(error)).toContain('timeout expired');
    isTheDatabases(error);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closes it', (socket) => socket.end()],
    ['breaks it', (socket) => socket.resetAndDestroy()],
    ['closes it in the middle of the hand-shake', (socket) => socket.once('data', () => socket.end())],
    [
      'asks for SCRAM and then says nonsense',
      (socket) => {
        const mechanisms = Buffer.concat([Buffer.from([0, 0, 0, 10]), Buffer.from('SCRAM-SHA-256\0\0')]);
        socket.once('data', () => {
          socket.write(serverMessage('R', mechanisms));
          socket.once('data', () => {
            socket.write(
              serverMessage('R', Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('nonsense')])),
            );
          });
        });
      },
    ],
    [
      'is still starting up',
      (socket) => {
        const fields = 'SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0';
        socket.once('data', () => socket.end(serverMessage('E', Buffer.from(fields))));
      },
    ],
  ])('is a server that takes a connection and %s', async (_what, behaviour) => {
    isTheDatabases(await connect(await fake.start(behaviour)));
  });

  it('is a server without TLS where that is asked for', async () => {
    const url = await fake.start((socket) => socket.once('data', () => socket.write('N')));
    isTheDatabases(await connect(url, { ssl: true }));
    const other = new NoDatabase();
    const odd = await other.start((socket) => socket.once('data', () => socket.write('?')));
    isTheDatabases(await connect(odd, { ssl: true }));
    other.stop();
  });

  it('is a server that is not there, by whatever name', async () => {
    const url = await fake.start(() => undefined);
    fake.stop();
    isTheDatabases(await connect(url));
    isTheDatabases(await connect(url.replace('127.0.0.1', 'localhost')));
    isTheDatabases(
      await connect('postgres://ates@no-such-host.invalid/ates', { connectionTimeoutMillis: 10_000 }),
    );
  });

  it('is a database that is not there', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    isTheDatabases(await connect(url.href, { connectionTimeoutMillis: 5000 }));
  });

  it('is a role that may not log in any more', async () => {
    const url = new URL(database.url);
    url.username = 'no_such_role';
    isTheDatabases(await connect(url.href, { connectionTimeoutMillis: 5000 }));
  });

  it('is a pool that has no connection, or is ended', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1, connectionTimeoutMillis: 200 });
    const held = await pool.connect();
    isTheDatabases(await failureOf(pool.query('select 1')));
    held.release();
    await pool.end();
    isTheDatabases(await failureOf(pool.query('select 1')));
    const silent = new pg.Pool({
      connectionString: await fake.start(() => undefined),
      connectionTimeoutMillis: 200,
    });
    isTheDatabases(await failureOf(silent.query('select 1')));
    await silent.end();
  });

  it('is a statement that its client does not wait for any longer', async () => {
    const client = new pg.Client({ connectionString: database.url, query_timeout: 100 });
    await client.connect();
    isTheDatabases(await failureOf(client.query('select pg_sleep(1)')));
    await client.end();
    isTheDatabases(await failureOf(client.query('select 1')));
  });

  it.each([
    ['query_canceled', '57014', true],
    ['admin_shutdown', '57P01', true],
    ['too_many_connections', '53300', true],
    ['disk_full', '53100', true],
    ['serialization_failure', '40001', true],
    ['lock_not_available', '55P03', true],
    ['read_only_sql_transaction', '25006', true],
    ['internal_error', 'XX000', true],
    ['undefined_table', '42P01', true],
    ['insufficient_privilege', '42501', true],
    ['check_violation', '23514', false],
    ['numeric_value_out_of_range', '22003', false],
    ['raise_exception', 'P0001', false],
  ])('is what PostgreSQL says of itself, and not what it says of data: %s', async (_name, code, isIt) => {
    const error = await failureOf(
      database.query(`do $$ begin raise exception 'as asked' using errcode = '${code}'; end $$`),
    );
    expect(isNotTheMessages(error)).toBe(isIt);
  });

  describe('in a service', () => {
    let context: INestApplicationContext;

    beforeEach(async () => {
      context = await Test.createTestingModule({
        imports: [
          ScheduleModule.forRoot(),
          DatabaseModule.forRoot({ url: database.url, entities: [], migrations: [], connections: 1 }),
        ],
      }).compile();
      await context.init();
    });
    afterEach(() => context.close());

    it('is a connection that broke in the middle of a transaction, for each statement after it', async () => {
      const errors: unknown[] = [];
      const outcome = await failureOf(
        context.get(Database).transaction(async (tx) => {
          await database.terminateConnections();
          for (let time = 0; time < 3; time += 1) {
            errors.push(await failureOf(tx.query('select 1')));
          }
          throw errors.at(-1);
        }),
      );
      for (const error of [...errors, outcome]) {
        isTheDatabases(error);
      }
    });

    it('is a service that has stopped', async () => {
      const stopped = context.get(Database);
      await context.close();
      isTheDatabases(await failureOf(stopped.query('select 1')));
      isTheDatabases(await failureOf(stopped.transaction((tx) => tx.query('select 1'))));
    });

    it('is not a parameter that cannot be sent, nor data that is refused', async () => {
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      const mistakes: [string, unknown[]][] = [
        ['select $1::json', [circle]],
        ['select $1::text', ['a NUL: \0']],
        ['select $1::int', ['many']],
        ['select 1 / 0', []],
      ];
      for (const [statement, parameters] of mistakes) {
        const error = await failureOf(context.get(Database).query(statement, parameters));
        expect({ error: String(error), isIt: isDatabaseFailure(error) }).toMatchObject({ isIt: false });
      }
    });
  });
});
