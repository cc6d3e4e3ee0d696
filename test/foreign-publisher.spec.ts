import amqp from 'amqplib';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { v4 as uuidv4 } from 'uuid';
import { freePort } from '../tools/processes/ports.mjs';
import { differencesOf } from './support/async-api.js';
import { borrowBroker, publishAs, type Broker } from './support/broker.js';
import { System } from './support/system.js';
import { until } from './support/until.js';

/** A third-party program: it serves users over HTTP and publishes with a plain AMQP client. */
class OutsideProgram {
  readonly user = { id: uuidv4(), name: 'Captain Flint', email: 'flint@example.org', role: 'employee' };
  /** Other users it serves, by id. */
  readonly others = new Map<string, { name: string; role: string }>();
  private server: Server | undefined;
  requested: string[] = [];

  async listen(port: number): Promise<void> {
    this.server = createServer((request, response) => {
      this.requested.push(request.url ?? '');
      const id = request.url?.replace('/users/', '') ?? '';
      const user = id === this.user.id ? this.user : this.others.get(id);
      response.writeHead(user ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(user ?? { error: 'not found' }));
    }).listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Publishes with exchange, routing key, user id and body only: no message id, type or headers. */
  publish(amqpUrl: string, exchange: string, type: string, body: string): Promise<void> {
    return publishAs(amqpUrl, exchange, [{ type, body }]);
  }

  close(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
}

const page = readFileSync('docs/integrating.md', 'utf8');

/** The page's examples in a language, in order and without their fences. */
const examplesIn = (language: string): string[] =>
  [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].flatMap(([, name, text]) =>
    name === language && text !== undefined ? [text] : [],
  );

/** The page's JSON example that contains a text. */
const jsonWith = (text: string): object =>
  JSON.parse(examplesIn('json').find((example) => example.includes(text)) ?? '') as object;

/** Parses the page's HTTP request for a path. */
function requestOnPage(path: string): { method: string; target: string; body: string | undefined } {
  const example = examplesIn('http').find((text) => text.includes(path)) ?? '';
  const [method = '', target = ''] = example.split(' ');
  const body = example.split('\n\n')[1]?.trim();
  return { method, target, body };
}

describe('An outside program with a plain AMQP client (S2, T11)', () => {
  let broker: Broker;
  let system: System;
  const program = new OutsideProgram();

  beforeAll(async () => {
    broker = await borrowBroker();
    const port = await freePort();
    await program.listen(port);
    const environment = { AUTH_URL: `http://127.0.0.1:${port}` };
    system = await System.start({
      transport: 'rabbitmq',
      amqpUrl: broker.url,
      environment: { tasks: environment, finance: environment },
    });
    const staff = await system.databases.auth.query<{ id: string; name: string; role: string }>(
      `select id, name, roles[1] as role from users where email in ('manager@ates.local', 'admin@ates.local')`,
    );
    staff.forEach(({ id, ...user }) => program.others.set(id, user));
  });

  afterAll(async () => {
    await system.stop();
    program.close();
    await broker.release();
  });

  const nameKnownTo = async (service: 'tasks' | 'finance'): Promise<string | undefined> => {
    const rows = await system.databases[service].query<{ name: string }>(
      `select name from cached_user where id = $1 and is_known and not is_stale`,
      [program.user.id],
    );
    return rows[0]?.name;
  };

  it('introduces a user to Tasks and Finance by publishing auth.user.created', async () => {
    const body = JSON.stringify({ user_id: program.user.id, timestamp: new Date().toISOString() });
    await program.publish(broker.url, 'auth.events', 'auth.user.created', body);
    await until(
      'Tasks and Finance have cached the user',
      async () => (await nameKnownTo('tasks')) && (await nameKnownTo('finance')),
    );
    expect(await nameKnownTo('tasks')).toBe('Captain Flint');
    expect(program.requested).toContain(`/users/${program.user.id}`);
  });

  it('makes that user eligible as a performer', async () => {
    const manager = await system.as('manager@ates.local', 'tasks');
    const created = await manager.post('/tasks', { description: 'Count the doubloons' });
    expect(created).toMatchObject({ status: 201, body: { assigned_to: { uuid: program.user.id } } });
  });

  it('has an assignment booked once, even if it publishes it five times', async () => {
    const task = uuidv4();
    const body = JSON.stringify({
      task_uuid: task,
      assigned_to: program.user.id,
      timestamp: '2026-11-20T10:00:00.123456+03:00',
    });
    for (let time = 0; time < 5; time += 1) {
      await program.publish(broker.url, 'tasks.events', 'tasks.task.assigned', body);
    }
    const sentinel = uuidv4();
    const last = JSON.stringify({
      task_uuid: sentinel,
      assigned_to: program.user.id,
      timestamp: new Date().toISOString(),
    });
    await program.publish(broker.url, 'tasks.events', 'tasks.task.assigned', last);
    const postingsOf = (id: string) =>
      system.databases.finance.query<{ amount: number; occurred_at: string }>(
        `select amount::int as amount, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as occurred_at
         from posting where task_id = $1`,
        [id],
      );
    await until('the last assignment is booked', async () => (await postingsOf(sentinel)).length === 1);
    const rows = await postingsOf(task);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.occurred_at).toBe('2026-11-20 07:00:00.123456');
  });

  it.each([
    ['a year ahead', new Date(Date.now() + 365 * 86_400_000).toISOString()],
    ['at the end of time', '9999-12-31T23:59:59.9999999Z'],
    ['in 1970', '1970-01-01T00:00:00Z'],
    ['at the zero time of some languages', '0001-01-01T00:00:00Z'],
  ])('has a completion %s booked on the present day (F9)', async (_, timestamp) => {
    const task = uuidv4();
    const body = JSON.stringify({ task_uuid: task, assigned_to: program.user.id, timestamp });
    const before = new Date().toISOString().slice(0, 10);
    await program.publish(broker.url, 'tasks.events', 'tasks.task.completed', body);
    const [posting] = await until('the completion is booked', async () => {
      const rows = await system.databases.finance.query<{ booked_on: string }>(
        `select booked_on::text from posting where task_id = $1`,
        [task],
      );
      return rows.length > 0 ? rows : undefined;
    });
    expect([before, new Date().toISOString().slice(0, 10)]).toContain(posting?.booked_on);
  });

  it.each([2, 60 * 24 * 365])(
    'can demote a user after promoting them with an event dated %d minutes ahead (T11, A8)',
    async (minutes) => {
      const rolesAt = async (service: 'tasks' | 'finance') => {
        const [row] = await system.databases[service].query<{ roles: string[] }>(
          `select roles from cached_user where id = $1`,
          [program.user.id],
        );
        return String(row?.roles);
      };
      const publish = (timestamp: number) =>
        program.publish(
          broker.url,
          'auth.events',
          'auth.user.changed',
          JSON.stringify({ user_id: program.user.id, timestamp: new Date(timestamp).toISOString() }),
        );
      for (const [role, ahead] of [
        ['administrator', minutes * 60_000],
        ['employee', 0],
      ] satisfies [string, number][]) {
        program.user.role = role;
        await publish(Date.now() + ahead);
        for (const service of ['tasks', 'finance'] as const) {
          await until(`${service} has cached the role`, async () => (await rolesAt(service)) === role);
        }
      }
    },
  );

  it('deletes an unknown user permanently: a late auth.user.created does not bring them back (T11)', async () => {
    const id = uuidv4();
    program.others.set(id, { name: 'Long John', role: 'administrator' });
    const body = JSON.stringify({ user_id: id, timestamp: new Date().toISOString() });
    await program.publish(broker.url, 'auth.events', 'auth.user.deleted', body);
    const states = () =>
      Promise.all(
        [system.databases.tasks, system.databases.finance].map((database) =>
          database.query(`select is_deleted, is_known, name from cached_user where id = $1`, [id]),
        ),
      );
    const deleted = [{ is_deleted: true, is_known: false, name: '' }];
    await until('Tasks and Finance have recorded the deletion', async () =>
      (await states()).every((rows) => rows.length === 1),
    );
    await program.publish(broker.url, 'auth.events', 'auth.user.created', body);
    const sentinel = uuidv4();
    program.others.set(sentinel, { name: 'Polly', role: 'employee' });
    const last = JSON.stringify({ user_id: sentinel, timestamp: new Date().toISOString() });
    await program.publish(broker.url, 'auth.events', 'auth.user.created', last);
    await until('a later event has been consumed', async () => {
      const known = await Promise.all(
        [system.databases.tasks, system.databases.finance].map((database) =>
          database.query(`select from cached_user where id = $1 and is_known`, [sentinel]),
        ),
      );
      return known.every((rows) => rows.length === 1);
    });
    expect(await states()).toEqual([deleted, deleted]);
    expect(program.requested).not.toContain(`/users/${id}`);
  });

  it('has unreadable messages parked with their reason and bytes (S6)', async () => {
    await program.publish(broker.url, 'tasks.events', 'tasks.task.assigned', '{"task_uuid": ');
    await program.publish(broker.url, 'tasks.events', 'tasks.task.vanished', '{}');
    await program.publish(broker.url, 'tasks.events', 'tasks.task.completed', '{"task_uuid": "perch"}');
    const admin = await system.as('admin@ates.local', 'finance');
    const page = await until('three messages are parked', async () => {
      const { body } = await admin.get<{ items: { reason: string; preview: string; type: string }[] }>(
        '/parked-messages',
      );
      return body.items.length === 3 ? body.items : undefined;
    });
    expect(page.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('not valid JSON'),
      expect.stringContaining('unknown event type'),
      expect.stringContaining('task_uuid'),
    ]);
    expect(page[0]?.preview).toBe('{"task_uuid": ');
  });

  it('may write timestamps in any RFC 3339 form, and Finance books each at its exact time', async () => {
    const written = [
      ['2026-11-20t10:00:00.5z', '2026-11-20 10:00:00.500000'],
      ['2026-11-20 10:00:00+0000', '2026-11-20 10:00:00.000000'],
      ['2026-11-20T10:00:00.1234564999Z', '2026-11-20 10:00:00.123456'],
      ['2016-12-31T23:59:60Z', '2016-12-31 23:59:59.999999'],
    ] as const;
    const tasks = written.map(() => uuidv4());
    for (const [index, [timestamp]] of written.entries()) {
      const body = JSON.stringify({ task_uuid: tasks[index], assigned_to: program.user.id, timestamp });
      await program.publish(broker.url, 'tasks.events', 'tasks.task.assigned', body);
    }
    const booked = await until('all assignments are booked', async () => {
      const rows = await system.databases.finance.query<{ occurred_at: string }>(
        `select to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') as occurred_at
         from posting where task_id = any ($1) order by array_position($1, task_id)`,
        [tasks],
      );
      return rows.length === written.length ? rows : undefined;
    });
    expect(booked.map(({ occurred_at: at }) => at)).toEqual(written.map(([, at]) => at));
  });

  it('finds out from the parked message what is wrong with a timestamp (S6)', async () => {
    const task = uuidv4();
    const body = { task_uuid: task, assigned_to: program.user.id, timestamp: '2026-11-20T10:00:60Z' };
    await program.publish(broker.url, 'tasks.events', 'tasks.task.assigned', JSON.stringify(body));
    const admin = await system.as('admin@ates.local', 'finance');
    const parked = await until('the message is parked', async () => {
      const { body: page } = await admin.get<{ items: { reason: string; preview: string }[] }>(
        '/parked-messages',
      );
      return page.items.find(({ preview }) => preview.includes(task));
    });
    expect(parked.reason).toContain('timestamp: second 60 is a leap second');
  });

  it('cannot choose another handler through fields in the body', async () => {
    const body = JSON.stringify({
      pattern: 'tasks.task.completed',
      data: { task_uuid: uuidv4() },
      user_id: program.user.id,
      timestamp: new Date().toISOString(),
    });
    await program.publish(broker.url, 'auth.events', 'auth.user.changed', body);
    await until('the handler of the routing key has consumed it', async () => {
      const rows = await system.databases.finance.query<{ count: number }>(
        `select count(*)::int as count from cached_user where id = $1 and changed_at > now() - interval '1 minute'`,
        [program.user.id],
      );
      return rows[0]?.count === 1;
    });
  });

  it('receives what docs/integrating.md and docs/asyncapi.json describe in a queue of its own', async () => {
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    await channel.checkExchange('tasks.events');
    await channel.assertQueue('billing.tasks', { durable: true });
    await channel.bindQueue('billing.tasks', 'tasks.events', 'tasks.task.#');
    const manager = await system.as('manager@ates.local', 'tasks');
    const created = await manager.post<{ uuid: string }>('/tasks', { description: 'Hoist the flag' });
    const received = await until('the assignment arrives in the queue', async () => {
      const message = await channel.get('billing.tasks', { noAck: true });
      return message && message.fields.routingKey === 'tasks.task.assigned' ? message : undefined;
    });
    expect(received.properties).toMatchObject({
      type: 'tasks.task.assigned',
      appId: 'tasks',
      headers: { 'schema-version': '1' },
    });
    expect(JSON.parse(received.content.toString())).toMatchObject({ task_uuid: created.body.uuid });
    expect(differencesOf(received)).toEqual([]);
    expect(received.properties).toMatchObject({ userId: 'tasks', deliveryMode: 2 });
    await connection.close();
  });

  it('gets PRECONDITION_FAILED when it declares the exchange with other arguments', async () => {
    const connection = await amqp.connect(broker.url);
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    await expect(channel.assertExchange('tasks.events', 'topic', { durable: true })).rejects.toThrow(
      'PRECONDITION_FAILED',
    );
    await connection.close();
  });

  it('gets a token and reads the feed with the requests in docs/integrating.md', async () => {
    const administrator = await system.as('admin@ates.local', 'auth');
    const { body: client } = await administrator.post<{ secret: string }>('/clients', {
      id: 'billing',
      scopes: ['events:read', 'users:read', 'tasks:read'],
    });
    const toAuth = requestOnPage('/oidc/token');
    const answer = await fetch(`${system.services.auth.url}${toAuth.target.replace('/api/auth', '')}`, {
      method: toAuth.method,
      headers: {
        authorization: `Basic ${Buffer.from(`billing:${client.secret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: toAuth.body,
    });
    const token = (await answer.json()) as { access_token: string; expires_in: number };
    expect(token.expires_in).toBeLessThanOrEqual(300);
    const toTasks = requestOnPage('/api/tasks/events');
    const feed = await fetch(`${system.services.tasks.url}${toTasks.target.replace('/api/tasks', '')}`, {
      method: toTasks.method,
      headers: { authorization: `Bearer ${token.access_token}` },
    });
    const { events } = (await feed.json()) as { events: object[] };
    const onPage = jsonWith('"events"') as { events: object[] };
    expect(events[0]).toMatchObject({ position: 1 });
    expect(Object.keys(events[0] ?? {}).sort()).toEqual(Object.keys(onPage.events[0] ?? {}).sort());
  });

  it('is refused with the problem in docs/integrating.md', async () => {
    const manager = await system.as('manager@ates.local', 'tasks');
    const { status, body } = await manager.post('/tasks', { description: 'x'.repeat(2001) });
    expect(status).toBe(400);
    const { request_id: _, ...onPage } = jsonWith('"errors"') as Record<string, unknown>;
    expect(body).toMatchObject(onPage);
  });
});
