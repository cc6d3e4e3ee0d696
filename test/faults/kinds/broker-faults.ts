import type { RabbitMq } from '../../../tools/servers/rabbitmq.mjs';
import { createTopology } from '../../support/broker.js';
import { until } from '../../support/until.js';
import type { FaultKind } from '../schedule.js';
import { chosen, connectionsOf, nothing, over, watched, wiresTo, type Fault } from './fault.js';
import { turnAway } from './network.js';
import { onBroker } from './on-broker.js';

const queues = ['tasks.auth-events', 'finance.auth-events', 'finance.task-events', 'tasks.finance-events'];

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

export const brokerFaults = {
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
