import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@ates/platform';
import { AuthConfiguration } from '../config.js';

/**
 * Says at start what changed for a system that ran before registration could be configured (A9): until then it was open to
 * everyone, and now it is closed unless REGISTRATION says otherwise.
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
        'Until this version anyone could register here. REGISTRATION is not set, so registration is closed now: ' +
          'administrators add people, and everyone who has an account keeps it. Set REGISTRATION=open to keep it ' +
          'open (addresses are confirmed by mail from now on), by-approval or by-invitation to let people join under ' +
          'your control, or closed to keep it closed without this warning.',
      );
    }
  }
}
