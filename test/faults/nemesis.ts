import { until } from '../support/until.js';
import type { FaultSystem } from './fault-system.js';
import { brokerFaults } from './kinds/broker-faults.js';
import { clockFaults } from './kinds/clock-faults.js';
import { connectionFaults } from './kinds/connection-faults.js';
import { databaseFaults } from './kinds/database-faults.js';
import { eventFaults } from './kinds/event-faults.js';
import { machineOf, nothing, type Component, type Fault } from './kinds/fault.js';
import { mailFaults } from './kinds/mail-faults.js';
import { serviceFaults } from './kinds/service-faults.js';
import type { FaultKind, PlannedFault } from './schedule.js';

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
const patience = (component: Component): number => (component === 'mail' ? 40_000 : 4000);

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
