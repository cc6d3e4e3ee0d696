import { brokerUrlOf } from '../../support/broker.js';
import { storedEvents } from '../../support/events.js';
import type { ServiceName } from '../../support/system.js';
import type { FaultSystem } from '../fault-system.js';
import type { FaultKind } from '../schedule.js';
import { over, serviceOf, type Fault } from './fault.js';
import { onBroker } from './on-broker.js';

interface StoredEvent {
  id: string;
  type: string;
  version: number;
  body: string;
}

/** The newest events of a producer, newest first; those of Auth, which has some from the beginning, if it has none yet. */
async function newestEvents(
  system: FaultSystem,
  producer: ServiceName,
): Promise<{ producer: ServiceName; events: StoredEvent[] }> {
  const events = await system.databases[producer].query<StoredEvent>(
    `select id, type, version, body::text as body from ${storedEvents} as event
     where position is not null order by place desc limit 60`,
  );
  return events.length > 0 || producer === 'auth' ? { producer, events } : newestEvents(system, 'auth');
}

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

export const eventFaults = {
  'events-duplicated': {
    component: 'events',
    begin: async (system, choice) => {
      const { producer, events } = await newestEvents(system, serviceOf(choice));
      const inOrder = events.toReversed();
      await publishAgain(system, producer, [...inOrder, ...inOrder]);
      return over(events.length > 0);
    },
  },
  'events-reordered': {
    component: 'events',
    begin: async (system, choice) => {
      const { producer, events } = await newestEvents(system, serviceOf(choice));
      await publishAgain(system, producer, events);
      return over(events.length > 1);
    },
  },
  'events-days-late': {
    component: 'events',
    begin: async (system, choice) => {
      const { producer, events } = await newestEvents(system, serviceOf(choice));
      system.clock.step((1 + (choice % 3)) * daySeconds);
      await publishAgain(system, producer, events);
      return over(events.length > 0);
    },
  },
} satisfies Partial<Record<FaultKind, Fault>>;
