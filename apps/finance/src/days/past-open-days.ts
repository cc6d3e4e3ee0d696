import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, Database, Gauges } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { lookAtCalendar } from './calendar.js';

const dayMilliseconds = 86_400_000;

/** Gauge of the days that have ended and are still open, so that people wait for their money (F11). */
@Injectable()
export class PastOpenDays implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly gauges: Gauges,
    private readonly clock: Clock,
    private readonly configuration: FinanceConfiguration,
  ) {}

  onModuleInit(): void {
    this.gauges.register({
      name: 'open_past_days',
      help: 'Days that have ended and are not closed',
      measure: () => this.count(),
    });
  }

  private async count(): Promise<number> {
    const { today, firstOpen } = await lookAtCalendar(this.database, this.configuration, this.clock.now());
    const days = (Date.parse(today) - Date.parse(firstOpen ?? today)) / dayMilliseconds;
    return Math.max(0, days);
  }
}
