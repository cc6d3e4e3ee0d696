import type { ServiceName } from '../../support/system.js';
import { serviceNames, type FaultSystem, type Machine } from '../fault-system.js';
import type { Step } from '../wire/protocol.js';
import type { WireProxy } from '../wire/proxy.js';

/** A fault that has begun. */
export interface Begun {
  /** Ends it. */
  heal: () => Promise<void> | void;
  /** Whether it has hit something so far: only such a fault counts. */
  hasHit: () => Promise<boolean> | boolean;
}

/** What a fault breaks: faults of one component happen one after the other; of services, those of one instance. */
export type Component =
  | 'service'
  | 'database'
  | 'database connections'
  | 'broker'
  | 'broker connections'
  | 'calls'
  | 'mail'
  | 'clock'
  | 'events';

export interface Fault {
  component: Component;
  begin(system: FaultSystem, choice: number): Promise<Begun> | Begun;
}

export const nothing = (): void => undefined;

/** The element that a choice stands for. */
export const chosen = <Element>(elements: readonly Element[], choice: number): Element =>
  elements[choice % elements.length] as Element;

export const serviceOf = (choice: number): ServiceName => chosen(serviceNames, choice);

export const machineOf = (system: FaultSystem, choice: number): Machine =>
  chosen(system.everyMachine, choice);

/** A fault that is over as soon as it has begun. */
export const over = (hasHit: boolean): Begun => ({ heal: nothing, hasHit: () => hasHit });

/** Counts from now on; returns whether something was counted. */
export function counted(...countings: (() => number)[]): () => boolean {
  const count = (): number => countings.reduce((sum, counting) => sum + counting(), 0);
  const before = count();
  return () => count() > before;
}

/** Counts the messages of one kind that pass on these wires, until `stop`. */
export function watched(wires: readonly WireProxy[], kinds: readonly Step['kind'][]) {
  let count = 0;
  const stops = wires.map((wire) =>
    wire.watch(({ kind, moment }) => {
      count += moment === 'before' && kinds.includes(kind) ? 1 : 0;
    }),
  );
  return { hasHit: () => count > 0, stop: () => stops.forEach((stop) => stop()) };
}

export const wiresTo = (system: FaultSystem, what: 'database' | 'broker'): WireProxy[] =>
  serviceNames.map((name) => system.wires[name][what]);

export const connectionsOf = (wires: readonly WireProxy[]): number =>
  wires.reduce((sum, { connections }) => sum + connections, 0);
