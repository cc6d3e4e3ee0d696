import amqp from 'amqplib';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { asBrokerUser } from '../tools/servers/broker-definitions.mjs';
import { requirePython } from '../tools/servers/python.mjs';
import { publishAs, startPrivateBroker, type PrivateBroker } from './support/broker.js';
import { keepOutOfLogs } from './support/log-secrets.js';
import { employees, System } from './support/system.js';
import { until } from './support/until.js';

const folder = path.resolve(import.meta.dirname, '../examples/python');
const password = 'secret-of-examples-for-tests-only';

type Environment = Record<string, string>;

/** One of the example programs, as a process that a test may kill and start again. */
class Program {
  private child: ChildProcess | undefined;
  private output = '';

  constructor(
    private readonly file: string,
    private readonly environment: Environment,
  ) {}

  start(...args: string[]): ChildProcess {
    this.output = '';
    const child = spawn(requirePython(), [path.join(folder, this.file), ...args], {
      env: { PATH: process.env['PATH'] ?? '', PYTHONDONTWRITEBYTECODE: '1', ...this.environment },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    }
    this.child = child;
    return child;
  }

  /** Resolves once it has written a text since it was last started. */
  untilPrinted(text: string): Promise<unknown> {
    return until(`${this.file} has printed ${text}`, () => this.output.includes(text));
  }

  /** Runs it to its end; returns its exit code and everything it wrote. */
  async run(...args: string[]): Promise<{ code: unknown; output: string }> {
    const [code] = (await once(this.start(...args), 'close')) as [number | null];
    return { code, output: this.output };
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  /** Kills it without warning, like the loss of its machine. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }
  }
}

/** How many events of each type the programs have counted for each person, or the services have published. */
type Counts = Record<string, number>;

const countsOf = (rows: readonly (readonly [person: string, type: string, events: number])[]): Counts =>
  Object.fromEntries(rows.map(([person, type, events]) => [`${person} ${type}`, events]));

const readDatabase =
  'import json, sqlite3, sys; print(json.dumps(list(sqlite3.connect(sys.argv[1], isolation_level=None).execute(sys.argv[2]))))';

function rowsOf<Row>(database: string, sql: string): Row[] {
  const { stdout, stderr } = spawnSync(requirePython(), ['-c', readDatabase, database, sql], {
    encoding: 'utf8',
  });
  if (stderr !== '') {
    throw new Error(stderr);
  }
  return JSON.parse(stdout) as Row[];
}

const counted = (database: string): Counts =>
  countsOf(rowsOf(database, 'select person, type, events from work'));

const sum = (counts: Counts): number => Object.values(counts).reduce((total, count) => total + count, 0);

describe('The example programs in Python', () => {
  let broker: PrivateBroker;
  let system: System;
  let directory: string;
  const programs: Program[] = [];

  beforeAll(async () => {
    keepOutOfLogs(password);
    directory = await mkdtemp(path.join(os.tmpdir(), 'ates-python-'));
    broker = await startPrivateBroker();
    await broker.control('add_user', 'billing', password);
    await broker.control(
      'set_permissions',
      'billing',
      String.raw`^billing\.`,
      String.raw`^billing\.`,
      String.raw`^(billing\..*|tasks\.events)$`,
    );
    await broker.control('add_user', 'hr', password);
    await broker.control('set_permissions', 'hr', '^$', String.raw`^auth\.events$`, '^$');
    const publishers = { AMQP_PUBLISHERS: 'auth=auth,auth=hr' };
    system = await System.start({
      transport: 'rabbitmq',
      amqpUrl: broker.url,
      environment: { auth: publishers, tasks: publishers, finance: publishers },
    });
    await system.untilPeopleCached();
  });

  afterAll(async () => {
    await Promise.all(programs.map((program) => program.kill()));
    await system.stop();
    await broker.release();
    await rm(directory, { recursive: true });
  });

  const program = (file: string, environment: Environment): Program => {
    const created = new Program(file, environment);
    programs.push(created);
    return created;
  };

  const urlOf = (user: string): string => asBrokerUser(broker.url, user, password);

  const databaseOf = (name: string): string => path.join(directory, `${name}.sqlite`);

  const consumer = (name: string): Program =>
    program('consume.py', { AMQP_URL: urlOf('billing'), DATABASE: databaseOf(name) });

  let secret: Promise<string> | undefined;

  const reader = async (name: string): Promise<Program> => {
    secret ??= system
      .as('admin@ates.local', 'auth')
      .then((admin) => admin.post<{ secret: string }>('/clients', { id: 'billing', scopes: ['events:read'] }))
      .then(({ body }) => body.secret);
    keepOutOfLogs(await secret);
    return program('read_feed.py', {
      FEED_URL: `${system.services.tasks.url}/events`,
      TOKEN_URL: `${system.services.auth.url}/oidc/token`,
      CLIENT_ID: 'billing',
      CLIENT_SECRET: await secret,
      DATABASE: databaseOf(name),
    });
  };

  /** What Tasks knows of each person; it has published an event for each. */
  const inTasks = async (): Promise<Counts> => {
    const rows = await system.databases.tasks.query<{ person: string; type: string; events: number }>(
      `select performer_id as person, 'tasks.task.assigned' as type, count(*)::int as events
       from task_assignment group by performer_id
       union all
       select assigned_to, 'tasks.task.completed', count(*)::int from task
       where completed_at is not null group by assigned_to`,
    );
    return countsOf(rows.map(({ person, type, events }) => [person, type, events]));
  };

  /** Creates tasks, and has their performers complete half of their open ones. */
  const work = async (tasks: number): Promise<void> => {
    const manager = await system.as('manager@ates.local', 'tasks');
    for (let number = 1; number <= tasks; number += 1) {
      const { status } = await manager.post('/tasks', { description: `Fix perch ${number}` });
      expect(status).toBe(201);
    }
    for (const email of employees) {
      const employee = await system.as(email, 'tasks');
      const { body } = await employee.get<{ items: { uuid: string }[] }>(
        '/tasks?performer=me&status=saving,open&limit=200',
      );
      for (const { uuid } of body.items.slice(0, body.items.length / 2)) {
        expect((await employee.put(`/tasks/${uuid}/complete`)).status).toBe(200);
      }
    }
  };

  const untilCounted = (name: string, events: number) =>
    until(`${name} has counted ${events} events`, () => sum(counted(databaseOf(name))) >= events);

  /** Resolves once a program has counted everything that Tasks knows. Fails if it has counted anything else. */
  const untilComplete = async (name: string): Promise<void> => {
    const all = await inTasks();
    await untilCounted(name, sum(all));
    expect(counted(databaseOf(name))).toEqual(all);
  };

  const untilPublished = () =>
    until('RabbitMQ has every event of Tasks', async () => {
      const [row] = await system.databases.tasks.query<{ is_published: boolean }>(
        `select not exists (select from outbox_new)
                and (select last_position from outbox_head) = (select position from outbox_relay) as is_published`,
      );
      return row?.is_published;
    });

  /**
   * Kills a program while events arrive that it has not counted yet, and starts it again. It is frozen first, so that some
   * are on their way to it for certain.
   */
  const killAmidWork = async (killed: Program, name: string): Promise<void> => {
    const before = sum(counted(databaseOf(name)));
    const working = work(40);
    await untilCounted(name, before + 10);
    killed.freeze();
    await working;
    await untilPublished();
    await killed.kill();
    expect(sum(counted(databaseOf(name)))).toBeLessThan(sum(await inTasks()));
    killed.start();
    await untilComplete(name);
  };

  it('consume.py loses and repeats no event when it is killed while they arrive', async () => {
    const billing = consumer('consumer');
    billing.start();
    await billing.untilPrinted('consuming');
    await killAmidWork(billing, 'consumer');
    await billing.kill();
  });

  it('consume.py counts a message once that arrives twice, and refuses one that it cannot read', async () => {
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    await channel.assertQueue('operator.copies');
    await channel.bindQueue('operator.copies', 'tasks.events', 'tasks.task.assigned');
    const billing = consumer('consumer');
    billing.start();
    await work(1);
    const copy = await until(
      'the message is copied',
      async () => (await channel.get('operator.copies', { noAck: true })) || undefined,
    );
    await connection.close();
    const { messageId } = copy.properties as { messageId: string };
    await publishAs(broker.url, 'tasks.events', [
      { type: 'tasks.task.assigned', body: copy.content, properties: { messageId } },
      { type: 'tasks.task.assigned', body: '{"assigned_to": ' },
    ]);
    await billing.untilPrinted('refused tasks.task.assigned');
    await untilComplete('consumer');
    await billing.kill();
  });

  it('consume.py consumes again once a broker that was killed is back', async () => {
    const billing = consumer('consumer');
    billing.start();
    await billing.untilPrinted('consuming');
    await broker.kill();
    await billing.untilPrinted('not connected');
    await work(2);
    await broker.start();
    await untilComplete('consumer');
    await billing.kill();
  });

  it('read_feed.py loses and repeats no event when it is killed while they arrive', async () => {
    const reading = await reader('reader');
    reading.start();
    await untilComplete('reader');
    await killAmidWork(reading, 'reader');
    await reading.kill();
  });

  it('read_feed.py reads on from its position', async () => {
    // If it began again, it would count them twice.
    rowsOf(databaseOf('reader'), 'delete from taken');
    await work(2);
    expect(await (await reader('reader')).run('--once')).toEqual({ code: 0, output: '' });
    expect(counted(databaseOf('reader'))).toEqual(await inTasks());
  });

  it.each([
    ['its last event is another one', `update feed set event_id = '0198b3a4-1200-7c3d-b2e6-1d3f5a7c9e14'`],
    ['it has another timeline', `update feed set timeline = '0198b2f0-0000-7d4e-8f10-2b4c6d8e0a16'`],
  ])('read_feed.py reads a feed again from its beginning if %s', async (_, change) => {
    expect(await (await reader('restored')).run('--once')).toEqual({ code: 0, output: '' });
    for (const statement of ['delete from taken', 'delete from work', change]) {
      rowsOf(databaseOf('restored'), statement);
    }
    expect(await (await reader('restored')).run('--once')).toEqual({ code: 0, output: '' });
    expect(counted(databaseOf('restored'))).toEqual(await inTasks());
  });

  it('both programs count events once that come both ways, and those from before the queue existed', async () => {
    const billing = consumer('both');
    billing.start();
    await billing.untilPrinted('consuming');
    await work(10);
    await untilCounted('both', 10);
    expect(sum(counted(databaseOf('both')))).toBeLessThan(sum(await inTasks()));
    expect(await (await reader('both')).run('--once')).toEqual({ code: 0, output: '' });
    await work(1);
    await untilComplete('both');
    await billing.kill();
  });

  it('publish.py has a person refused whose deletion it publishes', async () => {
    const polly = await system.as('polly@ates.local', 'tasks');
    const [person] = await system.databases.auth.query<{ id: string }>(
      `select id from users where email = 'polly@ates.local'`,
    );
    const body = JSON.stringify({ user_id: person?.id });
    const hr = program('publish.py', { AMQP_URL: urlOf('hr') });
    const published = await hr.run('auth.user.deleted', body, '0198b3a4-1200-7c3d-b2e6-1d3f5a7c9e14');
    expect(published).toEqual({ code: 0, output: 'published 0198b3a4-1200-7c3d-b2e6-1d3f5a7c9e14\n' });
    await until('Tasks refuses her', async () => (await polly.get('/tasks')).status === 401);
    expect(await polly.get('/tasks')).toMatchObject({ body: { type: 'urn:ates:problem:account-deleted' } });
  });

  it('publish.py says so when its user may not publish', async () => {
    const billing = program('publish.py', { AMQP_URL: urlOf('billing') });
    const refused = await billing.run('auth.user.deleted', '{}');
    expect(refused).toEqual({ code: 1, output: expect.stringContaining('ACCESS_REFUSED') as string });
  });
});
