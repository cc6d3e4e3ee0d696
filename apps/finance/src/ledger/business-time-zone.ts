import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';

/** The database decides which day an instant belongs to, so it must know the zone before anything is posted. */
@Injectable()
export class BusinessTimeZone implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
  ) {}

  /** Keeps the service from starting with a zone that the database does not know. */
  async onModuleInit(): Promise<void> {
    const zone = this.configuration.BUSINESS_TIME_ZONE;
    const known = await this.database.query<unknown>(
      `select from pg_timezone_names where lower(name) = lower($1)`,
      [zone],
    );
    if (known.length === 0) {
      throw new Error(`BUSINESS_TIME_ZONE: PostgreSQL does not know the time zone ${zone}`);
    }
  }
}
