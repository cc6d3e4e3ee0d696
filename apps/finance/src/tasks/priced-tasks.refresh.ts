import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { taskFromOwner, type TaskFromOwner } from '@ates/contracts';
import { fetchByIds } from '@ates/identity';
import {
  Database,
  Gauges,
  InstanceLeases,
  cachedRowGauges,
  cachedRowsLoop,
  ServiceCalls,
  withoutTrailingSlashes,
  type CachedRows,
  type Transaction,
} from '@ates/platform';
import { FinanceConfiguration } from '../config.js';

/** Fetches stale task descriptions from Tasks for as long as the service runs (F10). */
@Injectable()
export class PricedTasksRefresh implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly loop;

  constructor(
    database: Database,
    leases: InstanceLeases,
    calls: ServiceCalls,
    gauges: Gauges,
    configuration: FinanceConfiguration,
  ) {
    const tasksUrl = `${withoutTrailingSlashes(configuration.TASKS_URL)}/tasks`;
    this.loop = cachedRowsLoop(database, leases, cachedRowsOf(calls, tasksUrl));
    gauges.register(...cachedRowGauges(database, 'task'));
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.loop.stop();
  }
}

const cachedRowsOf = (calls: ServiceCalls, tasksUrl: string): CachedRows<TaskFromOwner> => ({
  table: 'task',
  fetch: (ids, signal) => fetchByIds(calls, tasksUrl, ids, taskFromOwner, signal),
  store,
  forget: keep,
});

async function store(tx: Transaction, tasks: Map<string, TaskFromOwner>): Promise<void> {
  await tx.query(
    `update task set description = fetched.description
     from unnest($1::uuid[], $2::text[]) as fetched (id, description)
     where task.id = fetched.id`,
    [[...tasks.keys()], [...tasks.values()].map(({ description }) => description)],
  );
}

/** A task deleted in Tasks keeps its price, since money was booked for it. */
const keep = (): Promise<void> => Promise.resolve();
