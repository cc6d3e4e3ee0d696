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

/** A fake server in place of PostgreSQL: it accepts connections and treats them as the test says. */
class FakeServer {
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

/** A server message of PostgreSQL's protocol: a letter, the length and the content. */
const serverMessage = (letter: string, content: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(content.length + 4);
  return Buffer.concat([Buffer.from(letter), length, content]);
};

describe('A database failure', () => {
  let fake: FakeServer;
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase('failures');
  });
  beforeEach(() => {
    fake = new FakeServer();
  });
  afterEach(() => fake.stop());
  afterAll(() => database.drop());

  const connect = async (connectionString: string, options: pg.ClientConfig = {}): Promise<unknown> => {
    const client = new pg.Client({ connectionString, connectionTimeoutMillis: 300, ...options });
    client.on('error', () => undefined);
    return failureOf(client.connect());
  };

  const expectDatabaseFailure = (error: unknown): void => {
    expect(String(error)).not.toBe('');
    expect({
      error: String(error),
      isIt: isConnectionFailure(error) && isNotTheMessages(error),
    }).toMatchObject({
      isIt: true,
    });
  };

  // This error used to be unknown, and a message that met it was parked as poisoned.
  it('is recognized when the server accepts a connection and stays silent (timeout expired)', async () => {
    const error = await connect(await fake.start(() => undefined));
    expect(String(error)).toContain('timeout expired');
    expectDatabaseFailure(error);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['closes it', (socket) => socket.end()],
    ['resets it', (socket) => socket.resetAndDestroy()],
    ['closes it during the handshake', (socket) => socket.once('data', () => socket.end())],
    [
      'requests SCRAM and then sends garbage',
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
  ])('is recognized when the server accepts a connection and %s', async (_what, behaviour) => {
    expectDatabaseFailure(await connect(await fake.start(behaviour)));
  });

  it('is recognized when the server does not support the required TLS', async () => {
    const url = await fake.start((socket) => socket.once('data', () => socket.write('N')));
    expectDatabaseFailure(await connect(url, { ssl: true }));
    const other = new FakeServer();
    const odd = await other.start((socket) => socket.once('data', () => socket.write('?')));
    expectDatabaseFailure(await connect(odd, { ssl: true }));
    other.stop();
  });

  it('is recognized when there is no server, by address or by name', async () => {
    const url = await fake.start(() => undefined);
    fake.stop();
    expectDatabaseFailure(await connect(url));
    expectDatabaseFailure(await connect(url.replace('127.0.0.1', 'localhost')));
    expectDatabaseFailure(
      await connect('postgres://ates@no-such-host.invalid/ates', { connectionTimeoutMillis: 10_000 }),
    );
  });

  it('is recognized when the database does not exist', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    expectDatabaseFailure(await connect(url.href, { connectionTimeoutMillis: 5000 }));
  });

  it('is recognized when the role can no longer log in', async () => {
    const url = new URL(database.url);
    url.username = 'no_such_role';
    expectDatabaseFailure(await connect(url.href, { connectionTimeoutMillis: 5000 }));
  });

  it('is recognized when the pool has no connection or has ended', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    const held = await pool.connect();
    // Only from here on: on a busy machine, connecting takes longer.
    pool.options.connectionTimeoutMillis = 200;
    expectDatabaseFailure(await failureOf(pool.query('select 1')));
    held.release();
    await pool.end();
    expectDatabaseFailure(await failureOf(pool.query('select 1')));
    const silent = new pg.Pool({
      connectionString: await fake.start(() => undefined),
      connectionTimeoutMillis: 200,
    });
    expectDatabaseFailure(await failureOf(silent.query('select 1')));
    await silent.end();
  });

  it('is recognized when the client has stopped waiting for a statement', async () => {
    const client = new pg.Client({ connectionString: database.url, query_timeout: 100 });
    await client.connect();
    expectDatabaseFailure(await failureOf(client.query('select pg_sleep(1)')));
    await client.end();
    expectDatabaseFailure(await failureOf(client.query('select 1')));
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
  ])(
    'is recognized by error codes about the server, not by those about data: %s',
    async (_name, code, isIt) => {
      const error = await failureOf(
        database.query(`do $$ begin raise exception 'as asked' using errcode = '${code}'; end $$`),
      );
      expect(isNotTheMessages(error)).toBe(isIt);
    },
  );

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

    it('is recognized for every statement after the connection broke in the middle of a transaction', async () => {
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
        expectDatabaseFailure(error);
      }
    });

    it('is recognized when the service has stopped', async () => {
      const stopped = context.get(Database);
      await context.close();
      expectDatabaseFailure(await failureOf(stopped.query('select 1')));
      expectDatabaseFailure(await failureOf(stopped.transaction((tx) => tx.query('select 1'))));
    });

    it('is not confused with parameters that cannot be sent or data that is rejected', async () => {
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
