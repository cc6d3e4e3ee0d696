import amqp from 'amqplib';
import { readFileSync } from 'node:fs';
import { brokerTopology, producers } from '@ates/contracts';
import {
  brokerPassword,
  brokerUrlOf,
  createTopology,
  resetTopology,
  startPrivateBroker,
  type PrivateBroker,
} from './support/broker.js';

const operator = 'guest';
const services = producers;

const { exchanges, queues } = brokerTopology();
const queueNames = queues.map(({ name }) => name);
const exchangeNames = exchanges.map(({ name }) => name);
const predefined = ['amq.direct', 'amq.fanout', 'amq.headers', 'amq.match', 'amq.topic'];

/** Something to do at a broker: succeeds, or throws what the broker answers. */
type Work = (channel: amqp.ConfirmChannel, user: string) => Promise<unknown>;

interface Operation {
  name: string;
  work: Work;
  /** Whether it deletes an exchange or queue that other operations need. */
  deletes?: boolean;
}

const publishing =
  (exchange: string, key: string, properties: (user: string) => amqp.Options.Publish = () => ({})): Work =>
  async (channel, user) => {
    channel.publish(exchange, key, Buffer.from('{}'), properties(user));
    await channel.waitForConfirms();
  };

const publishOperations: Operation[] = [
  ...[...exchangeNames, ...predefined].map((exchange) => ({
    name: `publish to ${exchange}`,
    work: publishing(exchange, 'perch'),
  })),
  ...queueNames.flatMap((queue) => [
    { name: `publish directly to ${queue}`, work: publishing('', queue) },
    ...(['CC', 'BCC'] as const).map((header) => ({
      name: `publish directly to no queue, and by ${header} to ${queue}`,
      work: publishing('', 'no-queue', () => ({ [header]: [queue] })),
    })),
  ]),
  {
    name: 'publish to a reply queue',
    work: async (channel) => {
      await channel.consume('amq.rabbitmq.reply-to', () => undefined, { noAck: true });
      await publishing('', 'amq.rabbitmq.reply-to.guessed')(channel, '');
    },
  },
];

const queueOperations: Operation[] = queues.flatMap(({ name: queue, arguments: options }): Operation[] => [
  { name: `get from ${queue}`, work: (channel) => channel.get(queue) },
  { name: `consume ${queue}`, work: (channel) => channel.consume(queue, () => undefined) },
  { name: `purge ${queue}`, work: (channel) => channel.purgeQueue(queue) },
  { name: `declare ${queue}`, work: (channel) => channel.assertQueue(queue, { arguments: options }) },
  { name: `delete ${queue}`, work: (channel) => channel.deleteQueue(queue), deletes: true },
  ...producers.flatMap((producer): Operation[] => [
    {
      name: `bind ${queue} to ${producer}.events`,
      work: (channel) => channel.bindQueue(queue, `${producer}.events`, '#'),
    },
    {
      name: `unbind ${queue} from ${producer}.events`,
      work: (channel) => channel.unbindQueue(queue, `${producer}.events`, '#'),
    },
  ]),
]);

const exchangeOperations: Operation[] = exchanges.flatMap(
  ({ name: exchange, type, arguments: options }): Operation[] => [
    {
      name: `declare ${exchange}`,
      work: (channel) => channel.assertExchange(exchange, type, { arguments: options }),
    },
    { name: `delete ${exchange}`, work: (channel) => channel.deleteExchange(exchange), deletes: true },
    ...producers.flatMap((producer): Operation[] => [
      {
        name: `bind ${exchange} to ${producer}.events`,
        work: (channel) => channel.bindExchange(exchange, `${producer}.events`, '#'),
      },
      {
        name: `unbind ${exchange} from ${producer}.events`,
        work: (channel) => channel.unbindExchange(exchange, `${producer}.events`, '#'),
      },
    ]),
  ],
);

const otherOperations: Operation[] = [
  {
    name: 'declare a queue',
    work: (channel, user) => channel.assertQueue(`${user}.own`),
  },
  {
    name: 'declare a queue with a name of the broker',
    work: (channel) => channel.assertQueue('', { exclusive: true }),
  },
  ...producers.map((producer) => ({
    name: `declare a queue whose dead letters go to ${producer}.events`,
    work: (channel: amqp.Channel, user: string) =>
      channel.assertQueue(`${user}.letters-to-${producer}`, { deadLetterExchange: `${producer}.events` }),
  })),
  {
    name: 'declare an exchange',
    work: (channel, user) => channel.assertExchange(`${user}.own`, 'topic'),
  },
  {
    name: 'receive replies',
    work: (channel) => channel.consume('amq.rabbitmq.reply-to', () => undefined, { noAck: true }),
  },
];

const operations = [...publishOperations, ...queueOperations, ...exchangeOperations, ...otherOperations];

/** Who may do what; no one may do an operation that isn't listed. */
const allowed: Record<string, readonly string[]> = {
  'publish to auth.events': ['auth'],
  'publish to tasks.events': ['tasks'],
  'publish to finance.events': ['finance'],
  // A consumer may also purge its queue; reconciliation reads what it purged from the feed.
  ...Object.fromEntries(
    Object.entries({
      'auth.unrouted-messages': 'auth',
      'tasks.unrouted-messages': 'tasks',
      'finance.unrouted-messages': 'finance',
      'tasks.auth-events': 'tasks',
      'tasks.finance-events': 'tasks',
      'finance.auth-events': 'finance',
      'finance.task-events': 'finance',
    }).flatMap(([queue, service]) =>
      ['get from', 'consume', 'purge'].map((verb) => [`${verb} ${queue}`, [service]]),
    ),
  ),
  // Every connection has such a queue of its own. To send a reply, the default exchange is needed.
  'receive replies': services,
};

const outcomeOf = async (work: () => Promise<unknown>): Promise<string> => {
  try {
    await work();
    return 'allowed';
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    return code === '403' ? 'refused' : String(error);
  }
};

/** Does an operation on a channel of its own, since a refusal closes it. */
async function attempt(connection: amqp.ChannelModel, user: string, { work }: Operation): Promise<string> {
  const channel = await connection.createConfirmChannel();
  let reason: unknown;
  // The reason of a refused publication comes with the closing of the channel.
  channel.on('error', (error: unknown) => {
    reason = error;
  });
  const outcome = await outcomeOf(() =>
    work(channel, user).catch((error: unknown) => {
      throw reason ?? error;
    }),
  );
  if (reason === undefined) {
    await channel.close();
  }
  return outcome;
}

describe('Rights at the broker (S2)', () => {
  let broker: PrivateBroker;

  beforeAll(async () => {
    broker = await startPrivateBroker({ hasManagement: true });
  });
  beforeEach(() => resetTopology(broker.url));
  afterAll(() => broker.release());

  const connected = async <Result>(
    user: string,
    work: (connection: amqp.ChannelModel) => Promise<Result>,
  ): Promise<Result> => {
    const connection = await amqp.connect(user === operator ? broker.url : brokerUrlOf(broker.url, user));
    connection.on('error', () => undefined);
    try {
      return await work(connection);
    } finally {
      await connection.close().catch(() => undefined);
    }
  };

  const outcomes = (user: string, afterwards: (operation: Operation) => Promise<void>) =>
    connected(user, async (connection) => {
      const found: Record<string, string> = {};
      for (const operation of operations) {
        found[operation.name] = await attempt(connection, user, operation);
        await afterwards(operation);
      }
      return found;
    });

  it.each(services)(
    '%s may publish to its exchange, consume its queues, and do nothing else',
    async (user) => {
      const expected = Object.fromEntries(
        operations.map(({ name }) => [name, allowed[name]?.includes(user) ? 'allowed' : 'refused']),
      );
      expect(await outcomes(user, () => Promise.resolve())).toEqual(expected);
    },
  );

  it('all these operations work for an operator, so a refusal is a lack of rights', async () => {
    const found = await outcomes(operator, async ({ deletes = false }) => {
      if (deletes) {
        await createTopology(broker.url);
      }
    });
    const failed = Object.entries(found).filter(([, outcome]) => outcome !== 'allowed');
    expect(failed).toEqual([]);
    expect(operations.length).toBeGreaterThan(150);
  });

  it.each(services)('%s cannot publish in the name of another user', async (user) => {
    for (const other of [...services, operator].filter((name) => name !== user)) {
      const outcome = await connected(user, (connection) =>
        attempt(connection, user, {
          name: '',
          work: publishing(`${user}.events`, `${user}.perch.flown`, () => ({ userId: other })),
        }),
      );
      expect(outcome).toContain(`user_id property set to '${other}' but authenticated user was '${user}'`);
    }
  });

  it.each(services)('%s reaches no queue of an exchange that it may not write by CC or BCC', async (user) => {
    const contents = () =>
      connected(operator, async (connection) => {
        const channel = await connection.createChannel();
        const counts: Record<string, number> = {};
        for (const queue of queueNames) {
          counts[queue] = (await channel.checkQueue(queue)).messageCount;
        }
        return counts;
      });
    const targets = ['auth.user.created', 'tasks.task.completed', 'finance.task.priced', ...queueNames];
    await connected(user, async (connection) => {
      for (const header of ['CC', 'BCC']) {
        const work = publishing(`${user}.events`, 'no-queue', () => ({ [header]: targets }));
        expect(await attempt(connection, user, { name: '', work })).toBe('allowed');
      }
    });
    // Its own consumers receive them, under the routing key, and park them.
    const own = {
      auth: ['tasks.auth-events', 'finance.auth-events'],
      tasks: ['finance.task-events'],
      finance: ['tasks.finance-events'],
    };
    const reached = Object.entries(own).find(([name]) => name === user)?.[1] ?? [];
    expect(await contents()).toEqual(
      Object.fromEntries(queueNames.map((queue) => [queue, reached.includes(queue) ? 2 : 0])),
    );
  });

  it.each(services)('%s has no access to other virtual hosts and to the management API', async (user) => {
    await connected(operator, async () => {
      const answer = await managed('PUT', '/vhosts/other', operator, 'guest');
      expect(answer).toBe(201);
    });
    await expect(amqp.connect(`${brokerUrlOf(broker.url, user)}/other`)).rejects.toThrow(
      'got <ConnectionClose',
    );
    await expect(
      amqp.connect(brokerUrlOf(broker.url, user).replace(brokerPassword, 'guess')),
    ).rejects.toThrow('ACCESS-REFUSED');
    for (const [method, path] of [
      ['GET', '/overview'],
      ['GET', '/definitions'],
      ['GET', '/queues'],
      ['PUT', `/users/${user}`],
      ['PUT', `/permissions/%2F/${user}`],
      ['DELETE', '/queues/%2F/finance.task-events'],
    ] as const) {
      expect([path, await managed(method, path, user, brokerPassword)]).toEqual([path, 401]);
    }
    expect(await managed('DELETE', '/vhosts/other', operator, 'guest')).toBe(204);
  });

  /** Creates a user with the rights that a page gives it in a line for rabbitmqctl. */
  const createAsOnPage = async (page: string, user: string): Promise<void> => {
    const text = readFileSync(page, 'utf8');
    const line = new RegExp(`set_permissions ${user} '(.*)' '(.*)' '(.*)'`).exec(text) ?? [];
    const [, configure, write, read] = line;
    await managed('PUT', `/users/${user}`, operator, 'guest', { password: brokerPassword, tags: '' });
    await managed('PUT', `/permissions/%2F/${user}`, operator, 'guest', { configure, write, read });
  };

  it('a consumer as in docs/integrating.md binds a queue of its own, and reaches no other', async () => {
    await createAsOnPage('docs/integrating.md', 'billing');
    await connected('billing', async (connection) => {
      const own: Operation[] = [
        { name: 'declare', work: (channel) => channel.assertQueue('billing.tasks') },
        {
          name: 'bind',
          work: (channel) => channel.bindQueue('billing.tasks', 'tasks.events', 'tasks.task.#'),
        },
        { name: 'consume', work: (channel) => channel.consume('billing.tasks', () => undefined) },
        { name: 'delete', work: (channel) => channel.deleteQueue('billing.tasks') },
      ];
      for (const operation of own) {
        expect([operation.name, await attempt(connection, 'billing', operation)]).toEqual([
          operation.name,
          'allowed',
        ]);
      }
      const allowedOthers = [];
      for (const operation of operations) {
        if ((await attempt(connection, 'billing', operation)) !== 'refused') {
          allowedOthers.push(operation.name);
        }
      }
      // Its queue and exchange begin with its name.
      expect(allowedOthers).toEqual(['declare a queue', 'declare an exchange', 'receive replies']);
    });
  });

  it('a publisher as in docs/operations.md writes one exchange in its own name', async () => {
    await createAsOnPage('docs/operations.md', 'hr');
    await connected('hr', async (connection) => {
      const publish = (exchange: string, userId: string): Promise<string> =>
        attempt(connection, 'hr', {
          name: '',
          work: publishing(exchange, 'auth.user.deleted', () => ({ userId })),
        });
      expect(await publish('auth.events', 'hr')).toBe('allowed');
      expect(await publish('tasks.events', 'hr')).toBe('refused');
      expect(await publish('auth.events', 'auth')).toContain('authenticated user was');
    });
  });

  /** The status of the management API's response. */
  const managed = async (
    method: string,
    path: string,
    user: string,
    password: string,
    body: object = {},
  ): Promise<number> => {
    const response = await fetch(`${new URL(broker.managementUrl).origin}/api${path}`, {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      ...(method === 'PUT' ? { body: JSON.stringify(body) } : {}),
    });
    return response.status;
  };
});
