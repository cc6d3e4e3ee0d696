import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { asSystem, Database } from '@ates/platform';
import { recordSecurity } from './record-security.js';
import { shownConfiguration } from './shown-configuration.js';

export const startedConfiguration = Symbol('startedConfiguration');

/**
 * Records each start of the service with its configuration, without secrets (A10), except in a read-only instance (S9),
 * which cannot write.
 */
@Injectable()
export class StartEntry implements OnApplicationBootstrap {
  constructor(
    private readonly database: Database,
    @Inject(startedConfiguration) private readonly configuration: object,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (this.database.onlyReads) {
      return;
    }
    const details = shownConfiguration(this.configuration);
    await asSystem('start', () => recordSecurity(this.database, { action: 'service.started', details }));
  }
}
