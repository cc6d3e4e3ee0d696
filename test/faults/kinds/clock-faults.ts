import type { FaultKind } from '../schedule.js';
import { machineOf, over, type Fault } from './fault.js';

const hourSeconds = 3600;

export const clockFaults = {
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
