import type { ServiceProcess } from '../../support/system.js';
import type { FaultKind } from '../schedule.js';
import { machineOf, nothing, type Fault } from './fault.js';

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

export const serviceFaults = {
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
