import { Controller, Global, Inject, Injectable, Module, type INestApplication } from '@nestjs/common';
import { CqrsModule, Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventPattern, Payload } from '@nestjs/microservices';
import { ScheduleModule } from '@nestjs/schedule';
import { v4 as uuidv4 } from 'uuid';
import {
  subscriptionOf,
  type BrokerPublishers,
  userChanged,
  userCreated,
  type UserEventBody,
} from '@ates/contracts';
import {
  connectEvents,
  MessagingModule,
  messagingMigrations,
  newEvent,
  Outbox,
  type EventBatch,
  type NewEvent,
} from '@ates/messaging';
import { securityLogMigrations } from '@ates/security-log';
import { CallRefused, createService, Database, DatabaseModule, ServiceCalls } from '@ates/platform';

export type Transport = 'rabbitmq' | 'feed';

/** Calls without a token: the services of these tests have no guard. */
@Injectable()
class PlainCalls extends ServiceCalls {
  async get(url: string, signal?: AbortSignal): Promise<unknown> {
    const response = await fetch(url, { signal });
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

/** What a test's handler does besides consuming events. */
export interface Behaviour {
  /** Called with each batch, inside the transaction, before the events are recorded. */
  during?: (batch: EventBatch<UserEventBody>) => Promise<void> | void;
  /** Called after the commit. */
  afterwards?: (batch: EventBatch<UserEventBody>) => Promise<void> | void;
  leavesUnsettled?: boolean;
}

const behaviourToken = Symbol('behaviour');

class ConsumeUserEvents extends Command<void> {
  constructor(readonly batch: EventBatch<UserEventBody>) {
    super();
  }
}

/** Records each event once in the table `consumed`, in order of arrival. */
@CommandHandler(ConsumeUserEvents)
class ConsumeUserEventsHandler implements ICommandHandler<ConsumeUserEvents> {
  constructor(
    private readonly database: Database,
    @Inject(behaviourToken) private readonly behaviour: Behaviour,
  ) {}

  async execute({ batch }: ConsumeUserEvents): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.behaviour.during?.(batch);
      const rows = await tx.query<{ is_new: boolean }[]>(
        `insert into consumed (id, type, user_id)
         select id, type, user_id
         from unnest($1::uuid[], $2::text[], $3::uuid[]) with ordinality as event (id, type, user_id, place)
         order by place
         on conflict (id) do update set times = consumed.times + 1
         returning xmax = 0 as is_new`,
        [
          batch.events.map(({ id }) => id),
          batch.events.map(({ type }) => type),
          batch.events.map(({ body }) => body.user_id),
        ],
      );
      if (!this.behaviour.leavesUnsettled) {
        await batch.settle(tx, { consumed: rows.filter(({ is_new }) => is_new).length });
      }
    });
    await this.behaviour.afterwards?.(batch);
  }
}

@Controller()
class UsersConsumer {
  constructor(private readonly commands: CommandBus) {}

  @EventPattern('auth.user.*')
  receive(@Payload() batch: EventBatch<UserEventBody>): Promise<void> {
    return this.commands.execute(new ConsumeUserEvents(batch));
  }
}

export interface ServiceOptions {
  databaseUrl: string;
  transport: Transport;
  /** The broker's address for the user of this service. */
  amqpUrl?: string | undefined;
  /** The users that may publish for each service; by default the one of its name. */
  publishers?: BrokerPublishers | undefined;
  /** Defaults to a free port. */
  port?: number;
}

export interface ConsumerOptions extends ServiceOptions {
  /** Undefined for a service that subscribes to no one: the test delivers events itself. */
  producerUrl: string | undefined;
  behaviour?: Behaviour;
  reconcileSeconds?: number | undefined;
}

const database = (url: string) =>
  DatabaseModule.forRoot({
    url,
    entities: [],
    migrations: [...messagingMigrations, ...securityLogMigrations],
  });

const description = { title: 'test', description: 'test' };

// These tests provoke failures, so only unexpected errors are logged.
process.env['LOG_LEVEL'] ??= 'error';

/** Starts a service named auth that emits events. */
export async function startProducer(options: ServiceOptions): Promise<INestApplication> {
  const module = {
    module: class Producer {},
    imports: [
      ScheduleModule.forRoot(),
      CallsModule,
      database(options.databaseUrl),
      MessagingModule.forRoot({ service: 'auth', subscriptions: [], ...options }),
    ],
  };
  const app = await createService(module, { name: 'auth', ...description });
  connectEvents(app);
  await app.startAllMicroservices();
  await app.listen(options.port ?? 0, '127.0.0.1');
  return app;
}

/** Starts a service named tasks that records auth's events in the table `consumed`, which the test creates. */
export async function startConsumer(options: ConsumerOptions): Promise<INestApplication> {
  const { producerUrl, behaviour = {} } = options;
  const module = {
    module: class Consumer {},
    imports: [
      ScheduleModule.forRoot(),
      CallsModule,
      CqrsModule,
      database(options.databaseUrl),
      MessagingModule.forRoot({
        service: 'tasks',
        subscriptions:
          producerUrl === undefined ? [] : [{ ...subscriptionOf('tasks', 'auth'), url: producerUrl }],
        ...options,
      }),
    ],
    controllers: [UsersConsumer],
    providers: [ConsumeUserEventsHandler, { provide: behaviourToken, useValue: behaviour }],
  };
  const app = await createService(module, { name: 'tasks', ...description });
  connectEvents(app);
  await app.startAllMicroservices();
  await app.listen(0, '127.0.0.1');
  return app;
}

/** The base URL of an app. */
export const urlOf = async (app: INestApplication): Promise<string> =>
  (await app.getUrl()).replace(/\/$/, '');

export const createConsumed = `create table consumed (
  place bigint generated always as identity, id uuid primary key, type text not null, user_id uuid not null,
  times int not null default 1
)`;

/** Creates `count` events about as many people, alternately `created` and `changed`. */
export const someEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) =>
    newEvent(index % 2 === 0 ? userCreated : userChanged, {
      user_id: uuidv4(),
      timestamp: new Date().toISOString(),
    }),
  );

/** Emits events in transactions of at most `atOnce` events; returns them. */
export async function emit(app: INestApplication, events: NewEvent[], atOnce = 100): Promise<NewEvent[]> {
  for (let start = 0; start < events.length; start += atOnce) {
    await app.get(Database).transaction((tx) => app.get(Outbox).add(tx, events.slice(start, start + atOnce)));
  }
  return events;
}
