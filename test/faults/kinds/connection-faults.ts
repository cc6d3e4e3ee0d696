import type { ServiceName } from '../../support/system.js';
import type { FaultKind } from '../schedule.js';
import type { WireProxy } from '../wire/proxy.js';
import { chosen, counted, serviceOf, type Fault } from './fault.js';
import { cutOff, goSilent, loseAnswers } from './network.js';

/** A service, more often one that is asked and publishes a lot. */
const busyOf = (choice: number): ServiceName => chosen(['tasks', 'finance', 'tasks', 'auth'], choice);

const writes = /^(POST|PUT|PATCH|DELETE) /;

/** What changes something, rather than looking for work. */
const changes = /\binsert into\b/i;

export const connectionFaults = {
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
      loseAnswers(system.wires[busyOf(choice)].broker, { kind: 'publish' }, choice >> 2),
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
      loseAnswers(system.wires[busyOf(choice)].calls, { kind: 'request', text: writes }, choice >> 2),
  },
} satisfies Partial<Record<FaultKind, Fault>>;

/** Closes all connections again and again. */
async function flap(wire: WireProxy, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    wire.cut();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
