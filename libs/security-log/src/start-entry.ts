import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { asSystem, Database } from '@ates/platform';
import { recordSecurity } from './record-security.js';
import { shownConfiguration } from './shown-configuration.js';

export const startedConfiguration = Symbol('startedConfiguration');

/**
 * Records each start of the service, and the configuration that it started with, without secrets (A10). An instance that only
 * reads (S9) cannot.
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
