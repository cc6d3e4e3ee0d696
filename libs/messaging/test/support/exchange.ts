import amqp from 'amqplib';
import pg from 'pg';
import type { INestApplication } from '@nestjs/common';
import { subscriptionOf, type BrokerPublishers } from '@ates/contracts';
import type { NewEvent } from '@ates/messaging';
import { brokerUrlOf, publishAs, resetTopology } from '../../../../test/support/broker.js';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.js';
import { until } from '../../../../test/support/until.js';
import {
  createConsumed,
  startConsumer,
  startProducer,
  emit,
  urlOf,
  type Behaviour,
  type Transport,
} from './services.js';

export interface Consumed {
  id: string;
  type: string;
  /** How often the handler received it. */
  times: number;
}

export interface Parked {
  id: string;
  source: string;
  type: string;
  message_id: string | null;
  reason: string;
  body: Buffer;
  state: string;
}

export interface ConsumerSettings {
  databaseUrl?: string;
  waitsUntilBound?: boolean;
  reconcileSeconds?: number;
  publishers?: BrokerPublishers;
}

/** A producer and its consumers over one transport, with their own databases, as the users of auth and tasks. */
export class Exchange {
  readonly queue = subscriptionOf('tasks', 'auth').queue;
  private readonly apps = new Set<INestApplication>();
  private started: INestApplication | undefined;

  private constructor(
    readonly transport: Transport,
    /** The broker's address for the operator. */
    readonly amqpUrl: string | undefined,
    readonly producerDatabase: TestDatabase,
    readonly consumerDatabase: TestDatabase,
  ) {}

  /** Begins with empty queues, unless the broker is stopped. */
  static async open(
    transport: Transport,
    amqpUrl: string | undefined,
    { isStopped = false } = {},
  ): Promise<Exchange> {
    if (amqpUrl !== undefined && !isStopped) {
      await resetTopology(amqpUrl);
    }
    const exchange = new Exchange(
      transport,
      amqpUrl,
      await createTestDatabase('auth'),
      await createTestDatabase('tasks'),
    );
    await exchange.consumerDatabase.query(createConsumed);
    return exchange;
  }

  get producer(): INestApplication {
    if (!this.started) {
      throw new Error('the producer was not started');
    }
    return this.started;
  }

  private urlFor(service: string): string | undefined {
    return this.amqpUrl === undefined ? undefined : brokerUrlOf(this.amqpUrl, service);
  }

  async startProducer(port = 0): Promise<INestApplication> {
    const app = await startProducer({
      port,
      transport: this.transport,
      amqpUrl: this.urlFor('auth'),
      databaseUrl: this.producerDatabase.url,
    });
    this.apps.add(app);
    this.started = app;
    return app;
  }

  async startConsumer(
    behaviour: Behaviour = {},
    {
      databaseUrl = this.consumerDatabase.url,
      waitsUntilBound = this.transport === 'rabbitmq',
      reconcileSeconds,
      publishers,
    }: ConsumerSettings = {},
  ): Promise<INestApplication> {
    const app = await startConsumer({
      transport: this.transport,
      amqpUrl: this.urlFor('tasks'),
      databaseUrl,
      producerUrl: await urlOf(this.producer),
      behaviour,
      reconcileSeconds,
      publishers,
    });
    this.apps.add(app);
    if (waitsUntilBound) {
      await this.untilBound();
      await this.untilCaughtUp(databaseUrl);
    }
    return app;
  }

  /** Events emitted while a consumer still reads the feed for the first time arrive both ways. */
  private async untilCaughtUp(databaseUrl: string): Promise<void> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await until('the consumer has caught up', async () => {
        const { rowCount } = await client.query(`select from feed_position where caught_up_at is not null`);
        return rowCount === 1;
      });
    } finally {
      await client.end();
    }
  }

  /** Tests begin once the queue has its consumer. */
  async untilBound(): Promise<void> {
    const connection = await amqp.connect(this.amqpUrl ?? '');
    connection.on('error', () => undefined);
    try {
      await until('the queue has its consumer', async () => {
        const channel = await connection.createChannel();
        channel.on('error', () => undefined);
        const { consumerCount } = await channel.checkQueue(this.queue);
        await channel.close();
        return consumerCount > 0;
      });
    } finally {
      await connection.close();
    }
  }

  emit(events: NewEvent[], atOnce?: number): Promise<NewEvent[]> {
    return emit(this.producer, events, atOnce);
  }

  async stop(app: INestApplication): Promise<void> {
    this.apps.delete(app);
    await app.close();
  }

  consumed(database = this.consumerDatabase): Promise<Consumed[]> {
    return database.query<Consumed & Record<string, unknown>>(
      `select id, type, times from consumed order by place`,
    );
  }

  parked(): Promise<Parked[]> {
    return this.consumerDatabase.query<Parked & Record<string, unknown>>(
      `select id, source, type, message_id, reason, body, state from parked_message order by id`,
    );
  }

  /** Waits until the consumer has processed `count` events. */
  untilConsumed(count: number, database = this.consumerDatabase): Promise<Consumed[]> {
    return until(`${count} events are consumed`, async () => {
      const consumed = await this.consumed(database);
      return consumed.length >= count ? consumed : undefined;
    });
  }

  untilParked(count: number): Promise<Parked[]> {
    return until(`${count} messages are parked`, async () => {
      const parked = await this.parked();
      return parked.length >= count ? parked : undefined;
    });
  }

  /** Waits until the transport has no events in progress. */
  async untilSettled(): Promise<void> {
    await until('everything is settled', () =>
      this.transport === 'rabbitmq' ? this.isQueueEmpty() : this.isFeedRead(),
    );
  }

  /** Counts ready messages; unacknowledged ones show only once their consumer is gone. */
  private async isQueueEmpty(): Promise<boolean> {
    const connection = await amqp.connect(this.amqpUrl ?? '');
    const channel = await connection.createChannel();
    const { messageCount } = await channel.checkQueue(this.queue);
    await connection.close();
    return messageCount === 0;
  }

  private async isFeedRead(): Promise<boolean> {
    const [head] = await this.producerDatabase.query<{ last_position: string }>(
      `select last_position from outbox_head`,
    );
    const [read] = await this.consumerDatabase.query<{ position: string }>(
      `select position from feed_position`,
    );
    return head?.last_position === read?.position;
  }

  /** Publishes with a plain AMQP client, as the user that owns the exchange, or as the operator to any other exchange. */
  publish(
    exchange: string,
    type: string,
    body: string | Buffer,
    properties: amqp.Options.Publish = {},
  ): Promise<void> {
    return publishAs(this.amqpUrl ?? '', exchange, [{ type, body, properties }]);
  }

  /** Does something at the broker as the operator. */
  async withChannel<Result>(work: (channel: amqp.Channel) => Promise<Result>): Promise<Result> {
    const connection = await amqp.connect(this.amqpUrl ?? '');
    connection.on('error', () => undefined);
    try {
      const channel = await connection.createChannel();
      channel.on('error', () => undefined);
      return await work(channel);
    } finally {
      await connection.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.apps].map((app) => app.close()));
    await this.producerDatabase.drop();
    await this.consumerDatabase.drop();
  }
}
