import { Injectable } from '@nestjs/common';
import type { TaskPrice } from '@ates/contracts';
import { Database } from '@ates/platform';
import { FinanceConfiguration } from '../config.js';
import { taskNotPriced } from './task-not-priced.js';

/** Queries for tasks. */
@Injectable()
export class TasksQueries {
  constructor(
    private readonly database: Database,
    private readonly configuration: FinanceConfiguration,
  ) {}

  /**
   * A task's price in minor units (F1). Throws Problem `task-not-priced` if no event about the task has arrived yet.
   */
  async price(taskId: string): Promise<TaskPrice> {
    const [price] = await this.database.query<{ fee: number; reward: number }>(
      `select fee::int, reward::int from task where id = $1`,
      [taskId],
    );
    if (!price) {
      throw taskNotPriced();
    }
    return { task: taskId, ...price, currency: this.configuration.CURRENCY };
  }
}
