import type { FaultKind } from '../schedule.js';
import { counted, type Fault } from './fault.js';
import { loseAnswers, turnAway } from './network.js';

export const mailFaults = {
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
