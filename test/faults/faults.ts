import { spawnSync } from 'node:child_process';
import amqp from 'amqplib';
import pg from 'pg';
import type { RabbitMq } from '../../tools/servers/rabbitmq.mjs';
import { brokerUrlOf, createTopology } from '../support/broker.js';
import { storedEvents } from '../support/events.js';
import type { ServiceName, ServiceProcess } from '../support/system.js';
import { until } from '../support/until.js';
import { serviceNames, type FaultSystem, type Machine } from './fault-system.js';
import type { FaultKind, PlannedFault } from './schedule.js';
import type { Step } from './wire/protocol.js';
import type { Point, WireProxy } from './wire/proxy.js';

/** A fault that has begun. */
interface Begun {
  /** Ends it. */
  heal: () => Promise<void> | void;
  /** Whether it has hit something so far: only such a fault counts. */
  hasHit: () => Promise<boolean> | boolean;
}

/** What a fault breaks: faults of one component happen one after the other; of services, those of one instance. */
type Component =
  | 'service'
  | 'database'
  | 'database connections'
  | 'broker'
  | 'broker connections'
  | 'calls'
  | 'mail'
  | 'clock'
  | 'events';

interface Fault {
  component: Component;
  begin(system: FaultSystem, choice: number): Promise<Begun> | Begun;
}

const nothing = (): void => undefined;

/** The element that a choice stands for. */
const chosen = <Element>(elements: readonly Element[], choice: number): Element =>
  elements[choice % elements.length] as Element;

const serviceOf = (choice: number): ServiceName => chosen(serviceNames, choice);

const machineOf = (system: FaultSystem, choice: number): Machine => chosen(system.everyMachine, choice);

const queues = ['tasks.auth-events', 'finance.auth-events', 'finance.task-events', 'tasks.finance-events'];

/** A fault that is over as soon as it has begun. */
const over = (hasHit: boolean): Begun => ({ heal: nothing, hasHit: () => hasHit });

/** Counts from now on; returns whether something was counted. */
function counted(...countings: (() => number)[]): () => boolean {
  const count = (): number => countings.reduce((sum, counting) => sum + counting(), 0);
  const before = count();
  return () => count() > before;
}

/** Counts the messages of one kind that pass on these wires, until `stop`. */
function watched(wires: readonly WireProxy[], kinds: readonly Step['kind'][]) {
  let count = 0;
  const stops = wires.map((wire) =>
    wire.watch(({ kind, moment }) => {
      count += moment === 'before' && kinds.includes(kind) ? 1 : 0;
    }),
  );
  return { hasHit: () => count > 0, stop: () => stops.forEach((stop) => stop()) };
}

const wiresTo = (system: FaultSystem, what: 'database' | 'broker'): WireProxy[] =>
  serviceNames.map((name) => system.wires[name][what]);

const connectionsOf = (wires: readonly WireProxy[]): number =>
  wires.reduce((sum, { connections }) => sum + connections, 0);

// Services ----------------------------------------------------------------------------------------------------------------

/** Ends an instance; it starts again when this is healed. */
const ended =
  (end: (process: ServiceProcess) => Promise<unknown>): Fault['begin'] =>
  async (system, choice) => {
    const { process } = machineOf(system, choice);
    const wasRunning = process.isRunning;
    await end(process);
    return {
      // It may not become ready while something else is broken; the end of the run waits for that.
      heal: () => void process.start().catch(nothing),
      hasHit: () => wasRunning,
    };
  };

const serviceFaults = {
  'service-killed': { component: 'service', begin: ended((process) => process.kill()) },
  'service-frozen': {
    component: 'service',
    begin: (system, choice) => {
      const { process } = machineOf(system, choice);
      const wasRunning = process.isRunning;
      process.freeze();
      return { heal: () => process.thaw(), hasHit: () => wasRunning };
    },
  },
  'service-restarted': { component: 'service', begin: ended((process) => process.stop()) },
} satisfies Partial<Record<FaultKind, Fault>>;

// The database ------------------------------------------------------------------------------------------------------------

/** Runs statements as the superuser, on a connection of their own; returns the number of rows of the last one. */
async function asSuperuser(system: FaultSystem, ...statements: string[]): Promise<number> {
  const client = new pg.Client({ connectionString: system.postgres.url('postgres') });
  client.on('error', nothing);
  await client.connect();
  let rows = 0;
  try {
    for (const statement of statements) {
      rows = (await client.query(statement)).rowCount ?? 0;
    }
  } finally {
    await client.end();
  }
  return rows;
}

const endSessions = `
  select pg_terminate_backend(pid) from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid() and usename <> current_user`;

const roleOf = (system: FaultSystem, name: ServiceName): string =>
  system.databases[name].roles?.service ?? '';

/** Sends a signal to the server and its processes. */
function signalDatabase(system: FaultSystem, signal: 'STOP' | 'CONT'): void {
  const { pid } = system.postgres;
  // The server first: while it is frozen it starts no further process.
  process.kill(pid, `SIG${signal}`);
  spawnSync('pkill', [`-${signal}`, '-P', String(pid)]);
}

/** Whether the database has refused something with these words since now. */
const refusedWith = (system: FaultSystem, words: string): (() => boolean) =>
  counted(() => system.databaseLog.split(words).length);

const databaseFaults = {
  'database-killed': {
    component: 'database',
    begin: async (system) => {
      const connections = connectionsOf(wiresTo(system, 'database'));
      await system.postgres.stopImmediately();
      return { heal: () => system.startDatabase(), hasHit: () => connections > 0 };
    },
  },
  'database-sessions-ended': {
    component: 'database',
    begin: async (system) => over((await asSuperuser(system, endSessions)) > 0),
  },
  'database-frozen': {
    component: 'database',
    begin: (system) => {
      const { hasHit, stop } = watched(wiresTo(system, 'database'), ['statement', 'commit']);
      signalDatabase(system, 'STOP');
      return {
        heal: () => {
          stop();
          signalDatabase(system, 'CONT');
        },
        hasHit,
      };
    },
  },
  'database-read-only': {
    component: 'database',
    begin: async (system) => {
      const hasHit = refusedWith(system, 'in a read-only transaction');
      const reload = `select pg_reload_conf()`;
      await asSuperuser(system, `alter system set default_transaction_read_only = on`, reload);
      return {
        heal: async () => {
          await asSuperuser(system, `alter system reset default_transaction_read_only`, reload);
        },
        hasHit,
      };
    },
  },
  'database-without-connections': {
    component: 'database',
    begin: async (system) => {
      const hasHit = refusedWith(system, 'too many connections for role');
      const limit = (count: number) =>
        serviceNames.map((name) => `alter role ${roleOf(system, name)} connection limit ${count}`);
      await asSuperuser(system, ...limit(1), endSessions);
      return {
        heal: async () => {
          await asSuperuser(system, ...limit(-1));
        },
        hasHit,
      };
    },
  },
  'database-disk-full': {
    component: 'database',
    begin: async (system, choice) => {
      const hasHit = refusedWith(system, 'No space left on device');
      system.disk?.fill();
      if (choice % 2 === 0) {
        // Its log of changes needs a new file now, without which it gives up.
        await asSuperuser(system, ...Array<string>(4).fill(`select pg_switch_wal()`)).catch(nothing);
      }
      return {
        heal: async () => {
          system.disk?.free();
          await system.startDatabaseIfEnded();
        },
        hasHit,
      };
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;

// Connections -------------------------------------------------------------------------------------------------------------

type Lost = Pick<Point, 'kind'> & { text?: RegExp; isNeverSilent?: boolean };

/** Loses the next answers that match, by closing the connection or, now and then, by silence. */
function loseAnswers(
  wire: WireProxy,
  { kind, text = /./, isNeverSilent = false }: Lost,
  choice: number,
): Begun {
  const verdict = choice % 3 === 0 && !isNeverSilent ? 'silence' : 'close';
  const count = 1 + (choice % 3);
  let lost = 0;
  const points = Array.from({ length: count }, () =>
    wire.at({ moment: 'after', kind, text }, () => {
      lost += 1;
      return verdict;
    }),
  );
  return {
    heal: () => {
      points.forEach((point) => point.disarm());
      // A silent connection would stay so; its user has had the time to notice, or not.
      wire.cut();
    },
    hasHit: () => lost > 0,
  };
}

function goSilent(wire: WireProxy, choice: number): Begun {
  const hasHit = counted(() => wire.harm);
  if (choice % 2 === 0) {
    wire.freeze();
    return { heal: () => wire.thaw(), hasHit };
  }
  // Only the connections that exist: new ones work.
  wire.silence();
  return { heal: () => wire.cut(), hasHit };
}

function turnAway(wire: WireProxy): Begun {
  const hasHit = counted(() => wire.harm);
  wire.turnAway();
  return { heal: () => wire.welcome(), hasHit };
}

async function refuse(wire: WireProxy): Promise<Begun> {
  const hasHit = counted(() => wire.harm);
  wire.refuse();
  wire.cut();
  return { heal: () => wire.admit(), hasHit };
}

/** No connections: refused, or closed as soon as they are there. */
const cutOff = (wire: WireProxy, choice: number): Promise<Begun> | Begun =>
  choice % 2 === 0 ? turnAway(wire) : refuse(wire);

const writes = /^(POST|PUT|PATCH|DELETE) /;

/** What changes something, rather than looking for work. */
const changes = /\binsert into\b/i;

const connectionFaults = {
  'database-cut-off': {
    component: 'database connections',
    begin: (system, choice) => cutOff(system.wires[serviceOf(choice)].database, choice >> 2),
  },
  'database-half-open': {
    component: 'database connections',
    begin: (system, choice) => goSilent(system.wires[serviceOf(choice)].database, choice >> 2),
  },
  'commit-unanswered': {
    component: 'database connections',
    begin: (system, choice) =>
      loseAnswers(system.wires[serviceOf(choice)].database, { kind: 'commit', text: changes }, choice >> 2),
  },
  'broker-flapping': {
    component: 'broker connections',
    begin: (system, choice) => {
      const { broker } = system.wires[serviceOf(choice)];
      const hasHit = counted(() => broker.harm);
      const ending = new AbortController();
      const flapping = flap(broker, ending.signal);
      return {
        heal: async () => {
          ending.abort();
          await flapping;
        },
        hasHit,
      };
    },
  },
  'broker-half-open': {
    component: 'broker connections',
    begin: (system, choice) => goSilent(system.wires[serviceOf(choice)].broker, choice >> 2),
  },
  'publish-unconfirmed': {
    component: 'broker connections',
    begin: (system, choice) =>
      loseAnswers(system.wires[serviceOf(choice)].broker, { kind: 'publish' }, choice >> 2),
  },
  'delivery-unacknowledged': {
    component: 'broker connections',
    begin: (system, choice) =>
      loseAnswers(
        system.wires[chosen(['tasks', 'finance'] as const, choice)].broker,
        { kind: 'deliver' },
        choice >> 2,
      ),
  },
  'calls-refused': {
    component: 'calls',
    begin: (system, choice) => cutOff(system.wires[serviceOf(choice)].calls, choice >> 2),
  },
  'calls-unanswered': {
    component: 'calls',
    begin: (system, choice) => goSilent(system.wires[serviceOf(choice)].calls, choice >> 2),
  },
  'answer-lost': {
    component: 'calls',
    begin: (system, choice) =>
      loseAnswers(system.wires[serviceOf(choice)].calls, { kind: 'request', text: writes }, choice >> 2),
  },
} satisfies Partial<Record<FaultKind, Fault>>;

/** Closes all connections again and again. */
async function flap(wire: WireProxy, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    wire.cut();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// The broker --------------------------------------------------------------------------------------------------------------

/** Works on a channel of the operator or a service; returns once everything published is confirmed. */
async function onBroker<Result>(
  url: string,
  work: (channel: amqp.ConfirmChannel) => Promise<Result>,
): Promise<Result> {
  const connection = await amqp.connect(url);
  connection.on('error', nothing);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', nothing);
    const result = await work(channel);
    await channel.waitForConfirms();
    return result;
  } finally {
    await connection.close();
  }
}

/** Ends the broker. */
const brokerEnded = (end: (broker: RabbitMq) => Promise<void>): Fault => ({
  component: 'broker',
  begin: async (system) => {
    const connections = connectionsOf(wiresTo(system, 'broker'));
    await end(system.rabbitMq);
    return { heal: () => system.startBroker(), hasHit: () => connections > 0 };
  },
});

/** An alarm, during which the broker reads nothing from connections that publish. */
const alarm = (raise: [string, ...string[]], clear: [string, ...string[]]): Fault => ({
  component: 'broker',
  begin: async (system) => {
    await system.rabbitMq.control(...raise);
    const { hasHit, stop } = watched(wiresTo(system, 'broker'), ['publish']);
    return {
      heal: async () => {
        stop();
        await system.rabbitMq.control(...clear);
      },
      hasHit,
    };
  },
});

const gatherMilliseconds = 4000;

const brokerFaults = {
  'broker-stopped': brokerEnded((broker) => broker.stop()),
  'broker-killed': brokerEnded((broker) => broker.kill()),
  'broker-memory-alarm': alarm(
    ['set_vm_memory_high_watermark', 'absolute', '1MB'],
    ['set_vm_memory_high_watermark', '0.4'],
  ),
  // In a unit that each version knows.
  'broker-disk-alarm': alarm(['set_disk_free_limit', '100000GB'], ['set_disk_free_limit', '50MB']),
  'queue-deleted': {
    component: 'broker',
    begin: async (system, choice) => {
      const queue = chosen(queues, choice);
      const consumers = await onBroker(system.rabbitMq.url, async (channel) => {
        const { consumerCount } = await channel.checkQueue(queue);
        await channel.deleteQueue(queue);
        return consumerCount;
      });
      // Services declare nothing: an operator creates what is missing.
      return { heal: () => createTopology(system.rabbitMq.url), hasHit: () => consumers > 0 };
    },
  },
  'queue-purged': {
    component: 'broker',
    begin: async (system, choice) => {
      const queue = chosen(queues, choice);
      // Without its consumer, messages gather in it.
      const consumer = system.wires[queue.startsWith('tasks.') ? 'tasks' : 'finance'].broker;
      const { heal } = turnAway(consumer);
      try {
        const purged = await onBroker(system.rabbitMq.url, async (channel) => {
          const hasGathered = async () => (await channel.checkQueue(queue)).messageCount > 0;
          await until('messages have gathered', hasGathered, gatherMilliseconds).catch(nothing);
          return (await channel.purgeQueue(queue)).messageCount;
        });
        return over(purged > 0);
      } finally {
        await heal();
      }
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;

// Mail, clocks, events ----------------------------------------------------------------------------------------------------

const mailFaults = {
  'mail-refused': { component: 'mail', begin: (system) => turnAway(system.mailWire) },
  'mail-unanswered': {
    component: 'mail',
    begin: ({ mailWire }) => {
      const hasHit = counted(() => mailWire.harm);
      mailWire.freeze();
      return {
        heal: () => {
          mailWire.thaw();
          mailWire.cut();
        },
        hasHit,
      };
    },
  },
  'mail-cut-off': {
    component: 'mail',
    // Never silent: the sender would wait half a minute for the reply.
    begin: (system, choice) => loseAnswers(system.mailWire, { kind: 'mail', isNeverSilent: true }, choice),
  },
} satisfies Partial<Record<FaultKind, Fault>>;

const hourSeconds = 3600;

const clockFaults = {
  'clock-forward': {
    component: 'clock',
    begin: ({ clock }, choice) => {
      clock.step(1 + (choice % (2 * hourSeconds)));
      return over(true);
    },
  },
  'clock-backward': {
    component: 'clock',
    begin: ({ clock }, choice) => {
      const stepped = clock.step(-1 - (choice % hourSeconds));
      return { heal: () => void clock.step(-stepped), hasHit: () => stepped < 0 };
    },
  },
  'machine-clock-wrong': {
    component: 'clock',
    begin: (system, choice) => {
      const { name, process } = machineOf(system, choice);
      const seconds = (choice % (2 * hourSeconds)) - hourSeconds;
      system.clock.setError(name, seconds);
      return {
        heal: () => system.clock.setError(name, 0),
        hasHit: () => seconds !== 0 && process.isRunning,
      };
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;

interface StoredEvent {
  id: string;
  type: string;
  version: number;
  body: string;
}

/** The newest events of a producer, newest first. */
const newestEvents = (system: FaultSystem, producer: ServiceName): Promise<StoredEvent[]> =>
  system.databases[producer].query<StoredEvent>(
    `select id, type, version, body::text as body from ${storedEvents} as event
     where position is not null order by place desc limit 60`,
  );

/** Publishes events again, exactly as their producer did. */
const publishAgain = (system: FaultSystem, producer: ServiceName, events: StoredEvent[]): Promise<void> =>
  onBroker(brokerUrlOf(system.rabbitMq.url, producer), async (channel) => {
    for (const { id, type, version, body } of events) {
      channel.publish(`${producer}.events`, type, Buffer.from(body), {
        messageId: id,
        type,
        appId: producer,
        userId: producer,
        contentType: 'application/json',
        persistent: true,
        headers: { 'schema-version': String(version) },
      });
    }
  });

const daySeconds = 86_400;

const eventFaults = {
  'events-duplicated': {
    component: 'events',
    begin: async (system, choice) => {
      const events = (await newestEvents(system, serviceOf(choice))).toReversed();
      await publishAgain(system, serviceOf(choice), [...events, ...events]);
      return over(events.length > 0);
    },
  },
  'events-reordered': {
    component: 'events',
    begin: async (system, choice) => {
      const events = await newestEvents(system, serviceOf(choice));
      await publishAgain(system, serviceOf(choice), events);
      return over(events.length > 1);
    },
  },
  'events-days-late': {
    component: 'events',
    begin: async (system, choice) => {
      const events = await newestEvents(system, serviceOf(choice));
      system.clock.step((1 + (choice % 3)) * daySeconds);
      await publishAgain(system, serviceOf(choice), events);
      return over(events.length > 0);
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;

const faults: Record<FaultKind, Fault> = {
  ...serviceFaults,
  ...databaseFaults,
  ...connectionFaults,
  ...brokerFaults,
  ...mailFaults,
  ...clockFaults,
  ...eventFaults,
};

/** How much longer a fault may last until it hits something, in milliseconds. */
const patience = (component: Component): number => (component === 'mail' ? 25_000 : 4000);

/** The faults of a run. */
export class Nemesis {
  private readonly busy = new Map<string, Promise<void>>();
  /** The faults that hit something, and those that hit nothing. */
  readonly hits: FaultKind[] = [];
  readonly misses: FaultKind[] = [];

  constructor(private readonly system: FaultSystem) {}

  /**
   * Lets the faults of a schedule happen, from `start` on; resolves once each is healed. If one cannot happen or be
   * healed, rejects once the others are healed.
   */
  async run(planned: readonly PlannedFault[], start: number): Promise<void> {
    const outcomes = await Promise.allSettled(planned.map((fault) => this.afterOthers(fault, start)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) {
      throw failed.reason;
    }
  }

  private async afterOthers(fault: PlannedFault, start: number): Promise<void> {
    const { component } = faults[fault.kind];
    const broken = component === 'service' ? machineOf(this.system, fault.choice).name : component;
    const others = this.busy.get(broken) ?? Promise.resolve();
    const done = others.then(() => this.happen(fault, start));
    this.busy.set(
      broken,
      done.catch(() => undefined),
    );
    await done;
  }

  private async happen({ kind, at, lasts, choice }: PlannedFault, start: number): Promise<void> {
    if (kind === 'database-disk-full' && !this.system.disk) {
      return;
    }
    await untilTime(start + at);
    const { component, begin } = faults[kind];
    // What it needs may be broken by another fault just now.
    const { heal, hasHit } = await until(`${kind} can happen`, async () => begin(this.system, choice));
    await untilTime(start + at + lasts);
    await until(`${kind} has hit something`, hasHit, patience(component)).catch(nothing);
    ((await hasHit()) ? this.hits : this.misses).push(kind);
    await until(`${kind} is healed`, async () => {
      await heal();
      return true;
    });
  }
}

async function untilTime(time: number): Promise<void> {
  const left = time - performance.now();
  if (left > 0) {
    await new Promise((resolve) => setTimeout(resolve, left));
  }
}
