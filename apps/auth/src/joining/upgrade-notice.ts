import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@ates/platform';
import { AuthConfiguration } from '../config.js';

/**
 * Warns at start after an upgrade from a version without configurable registration (A9): registration was open to
 * everyone then, and is now closed unless REGISTRATION is set.
 */
@Injectable()
export class UpgradeNotice implements OnApplicationBootstrap {
  private readonly logger = new Logger('Registration');

  constructor(
    private readonly configuration: AuthConfiguration,
    private readonly database: Database,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { REGISTRATION, DEMO_PEOPLE } = this.configuration;
    if (REGISTRATION !== undefined || DEMO_PEOPLE) {
      return;
    }
    const [earlier] = await this.database.query<{ people: number }>(
      `select people from earlier_registration`,
    );
    if (earlier && earlier.people > 0) {
      this.logger.warn(
        'Before this version, anyone could register here. REGISTRATION is not set, so registration is now closed: ' +
          'only administrators add people, and existing accounts are unaffected. Set REGISTRATION=open to keep it ' +
          'open (with addresses confirmed by mail), by-approval or by-invitation to let people join under your ' +
          'control, or closed to keep it closed and silence this warning.',
      );
    }
  }
}
