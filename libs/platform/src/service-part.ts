import { z } from 'zod';

/** Which part of a service an instance runs (`SERVICE_PART`, S9). */
export type ServicePartName = 'all' | 'reads' | 'logic';

/** The key that says so, for services that can be deployed in parts. */
export const partKeys = { SERVICE_PART: z.enum(['all', 'reads', 'logic']).default('all') };

/**
 * The part of its service that this instance runs. `reads` answers every GET and changes nothing: it has no outbox, consumers,
 * schedules, leases or migrations. `logic` and `all` do everything; `logic` says that another instance serves the reads.
 */
export class ServicePart {
  constructor(readonly name: ServicePartName = 'all') {}

  /** True where this instance must not write, neither to its database nor anywhere else. */
  get onlyReads(): boolean {
    return this.name === 'reads';
  }
}
