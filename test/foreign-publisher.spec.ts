import amqp from 'amqplib';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { v4 as uuidv4 } from 'uuid';
import { freePort } from '../tools/ports.mjs';
import { borrowBroker, type Broker } from './support/broker.js';
import { System } from './support/system.js';
import { until } from './support/until.js';

/** A program of somebody else's: it serves one user over HTTP and publishes with a plain AMQP client. */
class OutsideProgram {
  readonly user = { id: uuidv4(), name: 'Captain Flint', email: 'flint@example.org', role: 'employee' };
  private server: Server | undefined;
  asked: string[] = [];

  async listen(port: number): Promise<void> {
    this.server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      const isTheUser = request.url === `/users/${this.user.id}`;
      response.writeHead(isTheUser ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isTheUser ? this.user : { error: 'not found' }));
    }).listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Nothing but routing key, exchange and body: no id, no type, no headers. */
  async publish(amqpUrl: string, exchange: string, routingKey: string, body: string): Promise<void> {
    const connection = await amqp.connect(amqpUrl);
    const channel = await connection.createConfirmChannel();
    channel.publish(exchange, routingKey, Buffer.from(body));
    await channel.waitForConfirms();
    await connection.close();
  }

  close(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }
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

  it('publishes a user, and Tasks and Finance come to know them', async () => {
    const body = JSON.stringify({ user_id: program.user.id, timestamp: new Date().toISOString() });
    await program.publish(broker.url, 'auth.events', 'auth.user.created', body);
    await until(
      'both know the user',
      async () => (await nameKnownTo('tasks')) && (await nameKnownTo('finance')),
    );
    expect(await nameKnownTo('tasks')).toBe('Captain Flint');
    expect(program.asked).toContain(`/users/${program.user.id}`);
  });

  it('creates the performer of a task with it', async () => {
    const manager = await system.as('manager@ates.local', 'tasks');
    const created = await manager.post('/tasks', { description: 'Count the doubloons' });
    expect(created).toMatchObject({ status: 201, body: { assigned_to: { uuid: program.user.id } } });
  });

  it('books an assignment of its own once, however often it publishes it', async () => {
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
    await until('the last one is booked', async () => (await postingsOf(sentinel)).length === 1);
    const rows = await postingsOf(task);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.occurred_at).toBe('2026-11-20 07:00:00.123456');
  });

  it('has what cannot be read parked, with reason and bytes, and what follows taken (S6)', async () => {
    await program.publish(broker.url, 'tasks.events', 'tasks.task.assigned', '{"task_uuid": ');
    await program.publish(broker.url, 'tasks.events', 'tasks.task.vanished', '{}');
    await program.publish(broker.url, 'tasks.events', 'tasks.task.completed', '{"task_uuid": "perch"}');
    const admin = await system.as('admin@ates.local', 'finance');
    const page = await until('three are parked', async () => {
      const { body } = await admin.get<{ items: { reason: string; body: string; type: string }[] }>(
        '/parked-messages',
      );
      return body.items.length === 3 ? body.items : undefined;
    });
    expect(page.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('no JSON'),
      expect.stringContaining('not known'),
      expect.stringContaining('task_uuid'),
    ]);
    expect(page[0]?.body).toBe('{"task_uuid": ');
  });

  it('cannot run another handler by what a body says of itself', async () => {
    const body = JSON.stringify({
      pattern: 'tasks.task.completed',
      data: { task_uuid: uuidv4() },
      user_id: program.user.id,
      timestamp: new Date().toISOString(),
    });
    await program.publish(broker.url, 'auth.events', 'auth.user.changed', body);
    await until('it was taken for what its routing key says', async () => {
      const rows = await system.databases.finance.query<{ count: number }>(
        `select count(*)::int as count from cached_user where id = $1 and changed_at > now() - interval '1 minute'`,
        [program.user.id],
      );
      return rows[0]?.count === 1;
    });
  });
});
