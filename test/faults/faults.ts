import { spawnSync } from 'node:child_process';
import amqp from 'amqplib';
import pg from 'pg';
import { brokerUrlOf, createTopology } from '../support/broker.js';
import { storedEvents } from '../support/events.js';
import type { ServiceName } from '../support/system.js';
import { until } from '../support/until.js';
import { serviceNames, type FaultSystem, type Machine } from './fault-system.js';
import type { FaultKind, PlannedFault } from './schedule.js';
import type { Point, WireProxy } from './wire/proxy.js';

/** Ends a fault. */
type Heal = () => Promise<void> | void;

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
  /** Breaks something; returns how to heal it. */
  begin(system: FaultSystem, choice: number): Promise<Heal> | Heal;
}

const nothing = (): void => undefined;

/** The element that a choice stands for. */
const chosen = <Element>(elements: readonly Element[], choice: number): Element =>
  elements[choice % elements.length] as Element;

const serviceOf = (choice: number): ServiceName => chosen(serviceNames, choice);

const machineOf = (system: FaultSystem, choice: number): Machine => chosen(system.everyMachine, choice);

const queues = ['tasks.auth-events', 'finance.auth-events', 'finance.task-events', 'tasks.finance-events'];

// Services ----------------------------------------------------------------------------------------------------------------

const restarted = (process: Machine['process']): Heal => {
  // It may not become ready while something else is broken; the end of the run waits for that.
  return () => void process.start().catch(nothing);
};

const serviceFaults = {
  'service-killed': {
    component: 'service',
    begin: async (system, choice) => {
      const { process } = machineOf(system, choice);
      await process.kill();
      return restarted(process);
    },
  },
  'service-frozen': {
    component: 'service',
    begin: (system, choice) => {
      const { process } = machineOf(system, choice);
      process.freeze();
      return () => process.thaw();
    },
  },
  'service-restarted': {
    component: 'service',
    begin: async (system, choice) => {
      const { process } = machineOf(system, choice);
      await process.stop();
      return restarted(process);
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;

// The database ------------------------------------------------------------------------------------------------------------

/** Runs statements as the superuser, on a connection of their own. */
async function asSuperuser(system: FaultSystem, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: system.postgres.url('postgres') });
  client.on('error', nothing);
  await client.connect();
  try {
    for (const statement of statements) {
      await client.query(statement);
    }
  } finally {
    await client.end();
  }
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

const databaseFaults = {
  'database-killed': {
    component: 'database',
    begin: async (system) => {
      await system.postgres.stopImmediately();
      return () => system.startDatabase();
    },
  },
  'database-sessions-ended': {
    component: 'database',
    begin: async (system) => {
      await asSuperuser(system, endSessions);
      return nothing;
    },
  },
  'database-frozen': {
    component: 'database',
    begin: (system) => {
      signalDatabase(system, 'STOP');
      return () => signalDatabase(system, 'CONT');
    },
  },
  'database-read-only': {
    component: 'database',
    begin: async (system) => {
      await asSuperuser(
        system,
        `alter system set default_transaction_read_only = on`,
        `select pg_reload_conf()`,
      );
      return () =>
        asSuperuser(system, `alter system reset default_transaction_read_only`, `select pg_reload_conf()`);
    },
  },
  'database-without-connections': {
    component: 'database',
    begin: async (system) => {
      const limit = (count: number) =>
        serviceNames.map((name) => `alter role ${roleOf(system, name)} connection limit ${count}`);
      await asSuperuser(system, ...limit(1), endSessions);
      return () => asSuperuser(system, ...limit(-1));
    },
  },
  'database-disk-full': {
    component: 'database',
    begin: (system) => {
      system.disk?.fill();
      return async () => {
        system.disk?.free();
        await system.startDatabaseIfEnded();
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
): Heal {
  const verdict = choice % 3 === 0 && !isNeverSilent ? 'silence' : 'close';
  const count = 1 + (choice % 3);
  const points = Array.from({ length: count }, () => wire.at({ moment: 'after', kind, text }, () => verdict));
  return () => {
    points.forEach((point) => point.disarm());
    // A silent connection would stay so; its user has had the time to notice, or not.
    wire.cut();
  };
}

function goSilent(wire: WireProxy, choice: number): Heal {
  if (choice % 2 === 0) {
    wire.freeze();
    return () => wire.thaw();
  }
  // Only the connections that exist: new ones work.
  wire.silence();
  return () => wire.cut();
}

async function refuse(wire: WireProxy): Promise<Heal> {
  wire.refuse();
  wire.cut();
  return () => wire.admit();
}

const writes = /^(POST|PUT|PATCH|DELETE) /;

const connectionFaults = {
  'database-cut-off': {
    component: 'database connections',
    begin: (system, choice) => refuse(system.wires[serviceOf(choice)].database),
  },
  'database-half-open': {
    component: 'database connections',
    begin: (system, choice) => goSilent(system.wires[serviceOf(choice)].database, choice >> 2),
  },
  'commit-unanswered': {
    component: 'database connections',
    begin: (system, choice) =>
      loseAnswers(system.wires[serviceOf(choice)].database, { kind: 'commit' }, choice >> 2),
  },
  'broker-flapping': {
    component: 'broker connections',
    begin: (system, choice) => {
      const { broker } = system.wires[serviceOf(choice)];
      const ending = new AbortController();
      const flapping = flap(broker, ending.signal);
      return async () => {
        ending.abort();
        await flapping;
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
    begin: (system, choice) => refuse(system.wires[serviceOf(choice)].calls),
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

/** Closes all connections again and again, each time there is one. */
async function flap(wire: WireProxy, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    wire.cut();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

// The broker --------------------------------------------------------------------------------------------------------------

async function onBroker(url: string, work: (channel: amqp.ConfirmChannel) => Promise<void>): Promise<void> {
  const connection = await amqp.connect(url);
  connection.on('error', nothing);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', nothing);
    await work(channel);
    await channel.waitForConfirms();
  } finally {
    await connection.close();
  }
}

const alarm = (raise: [string, ...string[]], clear: [string, ...string[]]): Fault => ({
  component: 'broker',
  begin: async (system) => {
    await system.rabbitMq.control(...raise);
    return () => system.rabbitMq.control(...clear);
  },
});

const brokerFaults = {
  'broker-stopped': {
    component: 'broker',
    begin: async (system) => {
      await system.rabbitMq.stop();
      return () => system.startBroker();
    },
  },
  'broker-killed': {
    component: 'broker',
    begin: async (system) => {
      await system.rabbitMq.kill();
      return () => system.startBroker();
    },
  },
  'broker-memory-alarm': alarm(
    ['set_vm_memory_high_watermark', 'absolute', '1MB'],
    ['set_vm_memory_high_watermark', '0.4'],
  ),
  'broker-disk-alarm': alarm(['set_disk_free_limit', '100000GB'], ['set_disk_free_limit', '50MB']),
  'queue-deleted': {
    component: 'broker',
    begin: async (system, choice) => {
      await onBroker(system.rabbitMq.url, async (channel) => {
        await channel.deleteQueue(chosen(queues, choice));
      });
      // Services declare nothing: an operator creates what is missing.
      return () => createTopology(system.rabbitMq.url);
    },
  },
  'queue-purged': {
    component: 'broker',
    begin: async (system, choice) => {
      await onBroker(system.rabbitMq.url, async (channel) => {
        await channel.purgeQueue(chosen(queues, choice));
      });
      return nothing;
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;

// Mail, clocks, events ----------------------------------------------------------------------------------------------------

const mailFaults = {
  'mail-refused': { component: 'mail', begin: (system) => refuse(system.mailWire) },
  'mail-unanswered': {
    component: 'mail',
    begin: (system) => {
      system.mailWire.freeze();
      return () => {
        system.mailWire.thaw();
        system.mailWire.cut();
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
      return nothing;
    },
  },
  'clock-backward': {
    component: 'clock',
    begin: ({ clock }, choice) => {
      const seconds = 1 + (choice % hourSeconds);
      clock.step(-seconds);
      return () => clock.step(seconds);
    },
  },
  'machine-clock-wrong': {
    component: 'clock',
    begin: (system, choice) => {
      const { name } = machineOf(system, choice);
      system.clock.setError(name, (choice % (2 * hourSeconds)) - hourSeconds);
      return () => system.clock.setError(name, 0);
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
      return nothing;
    },
  },
  'events-reordered': {
    component: 'events',
    begin: async (system, choice) => {
      await publishAgain(system, serviceOf(choice), await newestEvents(system, serviceOf(choice)));
      return nothing;
    },
  },
  'events-days-late': {
    component: 'events',
    begin: async (system, choice) => {
      const events = await newestEvents(system, serviceOf(choice));
      system.clock.step((1 + (choice % 3)) * daySeconds);
      await publishAgain(system, serviceOf(choice), events);
      return nothing;
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

/** The faults of a run. */
export class Nemesis {
  private readonly busy = new Map<string, Promise<void>>();
  /** How many faults of each kind happened. */
  readonly happened = new Map<FaultKind, number>();

  constructor(private readonly system: FaultSystem) {}

  /** Lets the faults of a schedule happen, from `start` on; resolves once each is healed. */
  async run(planned: readonly PlannedFault[], start: number): Promise<void> {
    await Promise.all(planned.map((fault) => this.afterOthers(fault, start)));
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
    // What it needs may be broken by another fault just now.
    const heal = await until(`${kind} can happen`, async () => faults[kind].begin(this.system, choice));
    this.happened.set(kind, (this.happened.get(kind) ?? 0) + 1);
    await untilTime(start + at + lasts);
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
