import type { Service } from './services.js';

/** The origin's word that a service can be read and not changed for now. */
export const readOnlyHeader = 'ates-read-only';

/** The code of the problem that refuses a change meanwhile. */
export const readOnlyCode = 'read-only';

/** Services that people can see everything of and change nothing, because their logic is away or being updated (S9). */
class ReadOnlyServices {
  private readonly listeners = new Set<() => void>();
  private services: readonly Service[] = [];

  /** The same array until something changes. */
  all = (): readonly Service[] => this.services;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Notes whether a service is read-only. */
  note(service: Service, isReadOnly: boolean): void {
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
