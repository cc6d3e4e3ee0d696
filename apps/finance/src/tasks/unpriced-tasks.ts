import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, Gauges } from '@ates/platform';

/**
 * Gauge of the tasks that Finance could not price (F11). Every consumed event prices its task in the same transaction,
 * so these are tasks that only parked (dead-lettered) messages mention.
 */
@Injectable()
export class UnpricedTasks implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly gauges: Gauges,
  ) {}

  onModuleInit(): void {
    this.gauges.register({
      name: 'unpriced_tasks',
      help: 'Tasks without a price that parked messages mention',
      measure: () => this.count(),
    });
  }

  private async count(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      // From the raw bytes, since they may not be JSON.
      `select count(distinct named.id)::int as count
       from (
         select lower(substring(encode(body, 'escape') from '"task_uuid"\\s*:\\s*"([0-9a-fA-F-]{36})"')) as id
         from parked_message where state = 'parked' and producer = 'tasks'
       ) as named
       where named.id is not null and not exists (select from task where task.id::text = named.id)`,
    );
    return row?.count ?? 0;
  }
}
