import type { Service } from './services.js';

/** Response header by which the origin says that a service is read-only right now. */
export const readOnlyHeader = 'ates-read-only';

/** Code of the problem that a read-only service answers writes with. */
export const readOnlyCode = 'read-only';

/** The services that are read-only because their logic is unavailable or being updated (S9). */
class ReadOnlyServices {
  private readonly listeners = new Set<() => void>();
  private services: readonly Service[] = [];

  /** Keeps its identity until something changes. */
  all = (): readonly Service[] => this.services;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Records whether a service is read-only, and notifies subscribers of a change. */
  set(service: Service, isReadOnly: boolean): void {
    if (this.services.includes(service) === isReadOnly) {
      return;
    }
    this.services = isReadOnly
      ? [...this.services, service]
      : this.services.filter((other) => other !== service);
    this.listeners.forEach((listener) => listener());
  }
}

export const readOnlyServices = new ReadOnlyServices();
