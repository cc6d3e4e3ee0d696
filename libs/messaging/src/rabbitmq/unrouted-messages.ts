import type {
  BeforeApplicationShutdown,
  OnApplicationBootstrap,
  OnApplicationShutdown,
} from '@nestjs/common';
import type { ChannelWrapper } from 'amqp-connection-manager';
import type { Channel, Message } from 'amqplib';
import { exchangeOf, isDeclared, unroutedOf, unroutedQueueOf } from '@ates/contracts';
import { bestEffort, Outage, Problem, type Database } from '@ates/platform';
import type { Publishers } from '../consuming/publishers.js';
import { maxParsedBytes, previewBytes } from '../messages/message-size.js';
import type { RawMessage } from '../messages/raw-message.js';
import { unroutedMessages } from '../metrics.js';
import type { ParkedMessages } from '../messages/parked-messages.js';
import { userOf } from './broker-urls.js';
import { ConsumedQueue } from './consumed-queue.js';
import { FailurePauses } from './failure-pauses.js';
import { rawProperties } from './raw-properties.js';

// Low, since each may have 16 MB and they are processed one at a time anyway.
const prefetch = 4;
// Not for each message: the deletion reads all of them.
const parkedBeforeDeletion = 100;
const closeMilliseconds = 3000;
const publishMilliseconds = 5000;

/**
 * Consumes messages of this service's exchange that were routed to no queue, and parks them for operators (S6). A
 * declared event without a consumer is dropped, since the feed keeps it; what is left is unexpected: an undeclared
 * routing key, published by another program. How much is kept is limited, at the broker and in the database.
 */
export class UnroutedMessages
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  private readonly closing = new AbortController();
  private readonly queue: ConsumedQueue;
  private readonly pauses: FailurePauses;
  private publishing: ChannelWrapper | undefined;
  private parkedSinceDeletion = 0;
  // Processes one message at a time.
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly service: string,
    private readonly amqpUrl: string,
    private readonly database: Database,
    private readonly parked: ParkedMessages,
    private readonly publishers: Publishers,
  ) {
    const queue = unroutedQueueOf(service);
    const use = {
      amqpUrl,
      queue,
      prepare: async (channel: Channel) => {
        await channel.prefetch(prefetch);
      },
      receive: (message: Message, channel: Channel) => this.afterOthers(() => this.settle(message, channel)),
    };
    this.queue = new ConsumedQueue(use, this.closing.signal);
    const outage = new Outage(queue, {
      began: 'messages cannot be parked, retrying until they can',
      ended: 'messages are parked again',
    });
    this.pauses = new FailurePauses(outage, this.closing.signal);
  }

  onApplicationBootstrap(): void {
    void this.queue.open();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await bestEffort(closeMilliseconds, () => this.working);
  }

  async onApplicationShutdown(): Promise<void> {
    await bestEffort(closeMilliseconds, () => this.publishing?.close());
    await this.queue.close();
  }

  /**
   * Publishes a message again as this service, otherwise unchanged, and resolves once the broker has it. Throws Problem
   * `broker-unavailable`, or `message-refused` if its publisher may not publish for this service. If the message is still
   * unrouted, it comes back and is parked again.
   */
  async republish(message: RawMessage): Promise<void> {
    const { type, body, properties } = message;
    this.publishers.require(message, this.service);
    const { connection } = this.queue;
    if (!connection?.isConnected()) {
      throw brokerUnavailable();
    }
    this.publishing ??= connection.createChannel({ confirm: true, publishTimeout: publishMilliseconds });
    const { messageId, appId, version, contentType } = properties;
    try {
      await this.publishing.publish(exchangeOf(this.service), type, body, {
        messageId,
        appId,
        contentType,
        userId: userOf(this.amqpUrl),
        type: properties.type,
        persistent: true,
        headers: version === undefined ? undefined : { 'schema-version': version },
      });
    } catch {
      throw brokerUnavailable();
    }
  }

  private afterOthers(work: () => Promise<void>): void {
    this.working = this.working.then(work).catch(() => undefined);
  }

  /** Processes a message and acknowledges it; if the service stops first, it stays in the queue. */
  private async settle(message: Message, channel: Channel): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        await this.process(message);
        this.pauses.ended();
        acknowledge(message, channel);
        return;
      } catch (error) {
        await this.pauses.after(error);
      }
    }
  }

  private async process({ content, fields, properties }: Message): Promise<void> {
    const type = fields.routingKey;
    if (isDeclared(type)) {
      unroutedMessages.inc({ outcome: 'declared' });
      return;
    }
    const message: RawMessage = {
      source: unroutedOf(this.service),
      producer: this.service,
      type,
      body: content.length > maxParsedBytes ? Buffer.from(content.subarray(0, previewBytes)) : content,
      size: content.length,
      properties: rawProperties(properties, { withContentType: true }),
    };
    const reason = `No queue is bound to ${exchangeOf(this.service)} for ${type}.`;
    this.parkedSinceDeletion += 1;
    const isTimeToDelete = this.parkedSinceDeletion >= parkedBeforeDeletion;
    const deleted = await this.database.transaction(async (tx) => {
      await this.parked.parkUnrouted(tx, message, reason);
      return isTimeToDelete ? this.parked.deleteOldestUnrouted(tx) : 0;
    });
    if (isTimeToDelete) {
      this.parkedSinceDeletion = 0;
    }
    unroutedMessages.inc({ outcome: 'parked' });
    unroutedMessages.inc({ outcome: 'deleted' }, deleted);
  }
}

const acknowledge = (message: Message, channel: Channel): void => {
  try {
    channel.ack(message);
  } catch {
    // The channel is gone: the broker redelivers the message, and it adds no second row.
  }
};

const brokerUnavailable = (): Problem =>
  new Problem(
    'unavailable',
    'broker-unavailable',
    'RabbitMQ does not answer, so the message cannot be republished. It stays parked; try again shortly.',
    { retryAfterSeconds: 5 },
  );
