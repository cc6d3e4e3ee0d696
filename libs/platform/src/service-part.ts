import { z } from 'zod';

/** The part of a service that an instance runs (`SERVICE_PART`, S9). */
export type ServicePartName = 'all' | 'reads' | 'logic';

/** The configuration key for services that can be deployed in parts. */
export const partKeys = { SERVICE_PART: z.enum(['all', 'reads', 'logic']).default('all') };

/**
 * The part of the service that this instance runs. `reads` serves every GET and changes nothing: it has no outbox,
 * consumers, schedules, leases or migrations. `logic` and `all` do everything; `logic` means that another instance
 * serves the reads.
 */
export class ServicePart {
  constructor(readonly name: ServicePartName = 'all') {}

  /** True if this instance must not write, neither to its database nor anywhere else. */
  get onlyReads(): boolean {
    return this.name === 'reads';
  }
}
