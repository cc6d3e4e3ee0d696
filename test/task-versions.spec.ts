import amqp from 'amqplib';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { borrowBroker, publishAs, type Broker } from './support/broker.js';
import { employees, System } from './support/system.js';
import { until } from './support/until.js';

interface Entry {
  kind: string;
  task: { uuid: string; description: string | null; jira_id: string | null; title: string | null };
}

interface Received {
  version: unknown;
  body: unknown;
}

/** A third-party program with a plain AMQP client, free to publish any version. */
class OutsideProgram {
  private constructor(
    private readonly url: string,
    private readonly connection: amqp.ChannelModel,
    private readonly channel: amqp.Channel,
  ) {}

  static async connect(url: string): Promise<OutsideProgram> {
    const connection = await amqp.connect(url);
    return new OutsideProgram(url, connection, await connection.createChannel());
  }

  async publish(routingKey: string, body: object, headers: Record<string, string> = {}): Promise<void> {
    const message = { type: routingKey, body: JSON.stringify(body), properties: { headers } };
    await publishAs(this.url, 'tasks.events', [message]);
  }

  /** Consumes every tasks.task.changed from now on, into the returned array. */
  async consume(): Promise<Received[]> {
    const received: Received[] = [];
    const { queue } = await this.channel.assertQueue('', { exclusive: true });
    await this.channel.bindQueue(queue, 'tasks.events', 'tasks.task.changed');
    await this.channel.consume(
      queue,
      (message) =>
        message &&
        received.push({
          version: message.properties.headers?.['schema-version'],
          body: JSON.parse(message.content.toString()),
        }),
      { noAck: true },
    );
    return received;
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

describe('Third-party programs that know one version of tasks.task.changed (T10)', () => {
  let broker: Broker;
  let system: System;
  let program: OutsideProgram;

  beforeAll(async () => {
    broker = await borrowBroker();
    system = await System.start({ transport: 'rabbitmq', amqpUrl: broker.url });
    await system.untilPeopleCached();
    program = await OutsideProgram.connect(broker.url);
  });

  afterAll(async () => {
    await program.close();
    await system.stop();
    await broker.release();
  });

  /** The audit-log entry of a person about a task; there is at most one. */
  const entryOf = async (person: string, task: string): Promise<Entry> => {
    const service = await system.as('accountant@ates.local', 'finance');
    const { body } = await service.get<{ items: Entry[] }>(
      `/accounting/audit-log?user=${person}&from=2000-01-01`,
    );
    const entries = body.items.filter((entry) => entry.task.uuid === task);
    expect(entries.length).toBeLessThan(2);
    return entries[0] as Entry;
  };

  const first = { headers: { 'schema-version': '1' }, text: {} };
  const second = {
    headers: { 'schema-version': '2' },
    text: { jira_id: 'POPUG-42', title: 'Fix the perch' },
  };

  it.each([
    { what: 'version 1 only, without a header', messages: [{ headers: {}, text: {} }], jiraId: null },
    { what: 'version 2 only', messages: [second], jiraId: 'POPUG-42' },
    { what: 'both, repeatedly', messages: [second, first, second, first], jiraId: 'POPUG-42' },
  ])('can publish $what, and the performer is charged once', async ({ messages, jiraId }) => {
    const [task, person, timestamp] = [uuidv7(), uuidv4(), new Date().toISOString()];
    for (const { headers, text } of messages) {
      await program.publish('tasks.task.changed', { task_uuid: task, timestamp, ...text }, headers);
    }
    await program.publish('tasks.task.assigned', { task_uuid: task, assigned_to: person, timestamp });
    const entry = await until('the fee is charged', () => entryOf(person, task));
    expect(entry).toMatchObject({ kind: 'fee', task: { uuid: task, jira_id: jiraId } });
    const prices = await system.databases.finance.query(`select from task where id = $1`, [task]);
    expect(prices).toHaveLength(1);
  });

  it('receive each change in both versions, with all fields of version 1 in version 2', async () => {
    const received = await program.consume();
    const author = await system.as(employees[0] ?? '', 'tasks');
    const created = await author.post<{ uuid: string; changed_at: string }>('/tasks', {
      description: '[POPUG-42] - Fix the perch',
    });
    await until('both versions have arrived', () => received.length === 2);
    const change = { task_uuid: created.body.uuid, timestamp: created.body.changed_at };
    expect(received).toEqual([
      { version: '1', body: change },
      { version: '2', body: { ...change, jira_id: 'POPUG-42', title: 'Fix the perch' } },
    ]);
  });

  it('find a version 2 with a bracket in its title parked, with the reason', async () => {
    const task = uuidv7();
    const body = {
      task_uuid: task,
      timestamp: new Date().toISOString(),
      jira_id: null,
      title: '[POPUG-1] Fix',
    };
    await program.publish('tasks.task.changed', body, { 'schema-version': '2' });
    const admin = await system.as('admin@ates.local', 'finance');
    const [parked] = await until('the message is parked', async () => {
      const answer = await admin.get<{ items: { reason: string; preview: string }[] }>('/parked-messages');
      return answer.body.items.length === 1 ? answer.body.items : undefined;
    });
    expect(parked?.reason).toContain('title');
    expect(parked?.preview).toContain(task);
  });
});
