import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { ChannelWrapper } from 'amqp-connection-manager';
import type { Channel, ConfirmChannel, GetMessage, Message } from 'amqplib';
import { bestEffort, Outage, Problem, type Database } from '@ates/platform';
import { maxParsedBytes, previewBytes } from '../messages/message-size.js';
import type { RawMessage } from '../messages/raw-message.js';
import { unroutedMessages } from '../metrics.js';
import type { ParkedMessages } from '../messages/parked-messages.js';
import {
  declareOwnExchange,
  exchangeOf,
  formerUnroutedQueueOf,
  isDeclared,
  unroutedOf,
  unroutedQueueOf,
} from './broker.js';
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
  private readonly logger = new Logger(UnroutedMessages.name);
  private readonly closing = new AbortController();
  private readonly queue: ConsumedQueue;
  private readonly pauses: FailurePauses;
  private publishing: ChannelWrapper | undefined;
  private parkedSinceDeletion = 0;
  // Processes one message at a time.
  private working: Promise<void> = Promise.resolve();

  constructor(
    private readonly service: string,
    amqpUrl: string,
    private readonly database: Database,
    private readonly parked: ParkedMessages,
  ) {
    const queue = unroutedQueueOf(service);
    const use = {
      amqpUrl,
      queue,
      declare: (channel: Channel) => this.declare(channel),
      receive: (message: Message, channel: Channel) => this.afterOthers(() => this.settle(message, channel)),
      noteListening: () => this.afterOthers(() => this.drainFormerQueue()),
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
   * Publishes a message again unchanged and resolves once the broker has it. Throws Problem `broker-unavailable`. If
   * the message is still unrouted, it comes back and is parked again.
   */
  async republish({ type, body, properties }: RawMessage): Promise<void> {
    const { connection } = this.queue;
    if (!connection?.isConnected()) {
      throw brokerUnavailable();
    }
    this.publishing ??= connection.createChannel({
      confirm: true,
      publishTimeout: publishMilliseconds,
      setup: (channel: ConfirmChannel) => declareOwnExchange(channel, this.service),
    });
    const { messageId, appId, version, contentType } = properties;
    try {
      await this.publishing.publish(exchangeOf(this.service), type, body, {
        messageId,
        appId,
        contentType,
        type: properties.type,
        persistent: true,
        headers: version === undefined ? undefined : { 'schema-version': version },
      });
    } catch {
      throw brokerUnavailable();
    }
  }

  private async declare(channel: Channel): Promise<void> {
    await declareOwnExchange(channel, this.service);
    await channel.prefetch(prefetch);
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

  /**
   * Drains the unlimited queue of an earlier version; nearly all its messages are declared events without a consumer.
   */
  private async drainFormerQueue(): Promise<void> {
    const former = formerUnroutedQueueOf(this.service);
    // Checking a queue that does not exist closes the channel.
    const channel = await this.queue.connection?.connection?.createChannel();
    channel?.on('error', () => undefined);
    if (!channel) {
      return;
    }
    await channel.checkQueue(former);
    await channel.unbindQueue(former, unroutedOf(this.service), '');
    let drained = 0;
    for (let message = await nextOf(channel, former); message; message = await nextOf(channel, former)) {
      await this.settle(message, channel);
      drained += 1;
      if (this.closing.signal.aborted) {
        return;
      }
    }
    await channel.deleteQueue(former, { ifUnused: true, ifEmpty: true });
    await channel.close();
    this.logger.log(`drained and deleted the queue ${former}, which had ${drained} messages`);
  }
}

const nextOf = async (channel: Channel, queue: string): Promise<GetMessage | undefined> => {
  const message = await channel.get(queue);
  return message === false ? undefined : message;
};

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
