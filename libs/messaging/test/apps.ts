import { Controller, Global, Injectable, Module, type DynamicModule } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ScheduleModule } from '@nestjs/schedule';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { taskAssigned } from '@ates/contracts';
import {
  connectEvents,
  MessagingModule,
  messagingMigrations,
  newEvent,
  Outbox,
  type EventBatch,
} from '@ates/messaging';
import { CallRefused, createService, Database, DatabaseModule, ServiceCalls } from '@ates/platform';
import { freePort } from '../../../tools/ports.mjs';

export type TransportName = 'rabbitmq' | 'feed';

/** A peer's feed without a token: who may read it is not what these tests are about. */
class PlainCalls extends ServiceCalls {
  async get(url: string, signal?: AbortSignal): Promise<unknown> {
    const response = await fetch(url, signal ? { signal } : {});
    if (response.status >= 400 && response.status < 500) {
      throw new CallRefused(url, response.status);
    }
    if (!response.ok) {
      throw new Error(`${url} answered ${response.status}`);
    }
    return response.json();
  }
}

@Global()
@Module({ providers: [{ provide: ServiceCalls, useClass: PlainCalls }], exports: [ServiceCalls] })
class CallsModule {}

/** What a test tells a consumer to do with the tasks it hears of. */
@Injectable()
export class Behaviour {
  /** Tasks that the handler refuses, with the reason. */
  readonly refused = new Map<string, string>();
  /** How many events each call was given. */
  readonly batches: number[] = [];
  /** The handler waits for it before it works. */
  hold: Promise<void> = Promise.resolve();
  forgetsToSettle = false;
  /** Throws after the work was done and before it commits, as many times. */
  crashes = 0;
}

class CreateEffect1700000000900 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table effect (
        place bigint generated always as identity,
        event_id uuid primary key,
        task_id uuid not null,
        content_hash text not null
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table effect`);
  }
}

@Controller()
class TaskConsumer {
  constructor(
    private readonly database: Database,
    private readonly behaviour: Behaviour,
  ) {}

  @EventPattern('tasks.task.*')
  async receive(@Payload() batch: EventBatch<{ task_uuid: string; timestamp: string }>): Promise<void> {
    this.behaviour.batches.push(batch.events.length);
    await this.behaviour.hold;
    await this.database.transaction(async (tx) => {
      await tx.query(
        `insert into effect (event_id, task_id, content_hash)
         select event_id, task_id, content_hash
         from unnest($1::uuid[], $2::uuid[], $3::text[]) with ordinality as e (event_id, task_id, content_hash, place)
         order by place
         on conflict do nothing`,
        [
          batch.events.map(({ id }) => id),
          batch.events.map(({ body }) => body.task_uuid),
          batch.events.map(({ contentHash }) => contentHash),
        ],
      );
      for (const { body } of batch.events) {
        const reason = this.behaviour.refused.get(body.task_uuid);
        if (reason) {
          throw new Error(reason);
        }
      }
      if (!this.behaviour.forgetsToSettle) {
        await batch.settle(tx);
      }
      if (this.behaviour.crashes > 0) {
        this.behaviour.crashes -= 1;
        throw Object.assign(new Error('terminating connection'), { code: '57P01' });
      }
    });
  }
}

export interface RunningApp {
  app: NestFastifyApplication;
  url: string;
  database: Database;
  outbox: Outbox;
  behaviour: Behaviour;
  close(): Promise<void>;
}

interface AppOptions {
  transport: TransportName;
  databaseUrl: string;
  amqpUrl?: string | undefined;
}

async function run(module: DynamicModule, name: string): Promise<RunningApp> {
  process.env['LOG_LEVEL'] = 'fatal';
  const app = await createService(module, { name, title: name, description: name });
  connectEvents(app);
  await app.startAllMicroservices();
  const port = await freePort();
  await app.listen(port, '127.0.0.1');
  let closing: Promise<void> | undefined;
  return {
    app,
    url: `http://127.0.0.1:${port}`,
    database: app.get(Database),
    outbox: app.get(Outbox),
    behaviour: app.get(Behaviour, { strict: false }),
    close: () => (closing ??= app.close()),
  };
}

@Module({})
class TestAppModule {}

const moduleOf = (
  options: AppOptions,
  service: string,
  subscriptions: { producer: string; url: string; queue: string }[],
): DynamicModule => ({
  module: TestAppModule,
  imports: [
    ScheduleModule.forRoot(),
    CallsModule,
    DatabaseModule.forRoot({
      url: options.databaseUrl,
      entities: [],
      migrations: [...messagingMigrations, CreateEffect1700000000900],
    }),
    MessagingModule.forRoot({
      service,
      transport: options.transport,
      amqpUrl: options.amqpUrl,
      subscriptions,
    }),
  ],
  providers: [Behaviour],
  controllers: subscriptions.length > 0 ? [TaskConsumer] : [],
});

/** A service that tells of tasks. */
export const startProducer = (options: AppOptions): Promise<RunningApp> =>
  run(moduleOf(options, 'tasks', []), 'tasks');

/** A service that takes what the producer tells. */
export const startConsumer = (options: AppOptions, producerUrl: string): Promise<RunningApp> =>
  run(
    moduleOf(options, 'finance', [{ producer: 'tasks', url: producerUrl, queue: 'finance.task-events' }]),
    'finance',
  );

/** Tells of as many assignments, each in a transaction of its own; answers the tasks' ids in that order. */
export async function tell(producer: RunningApp, count: number): Promise<string[]> {
  const tasks: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const task = uuidv7();
    tasks.push(task);
    await producer.database.transaction((tx) => producer.outbox.add(tx, [assignmentOf(task)]));
  }
  return tasks;
}

/** Tells of as many assignments in one transaction. */
export async function tellAtOnce(producer: RunningApp, count: number): Promise<string[]> {
  const tasks = Array.from({ length: count }, () => uuidv7());
  await producer.database.transaction((tx) => producer.outbox.add(tx, tasks.map(assignmentOf)));
  return tasks;
}

export const assignmentOf = (task: string) =>
  newEvent(taskAssigned, { task_uuid: task, assigned_to: uuidv7(), timestamp: new Date().toISOString() });

/** The tasks that took effect, in the order in which they did. */
export async function effects(consumer: RunningApp): Promise<string[]> {
  const rows = await consumer.database.query<{ task_id: string }>(
    `select task_id from effect order by place`,
  );
  return rows.map((row) => row.task_id);
}

export const parked = (consumer: RunningApp) =>
  consumer.database.query<{ id: string; reason: string; body: Buffer; type: string; state: string }>(
    `select id, reason, body, type, state from parked_message order by parked_at, id`,
  );
