import { connect, type AmqpConnectionManager, type ChannelWrapper } from 'amqp-connection-manager';
import type { Channel, ConsumeMessage } from 'amqplib';
import { bestEffort, Outage } from '@ates/platform';
import { brokerUrls } from './broker-urls.js';
import { brokerOutage, connectionOptions, explained, explainedConnecting } from './broker.js';
import { pause } from './failure-pauses.js';

/** A queue, and what its consumer does with it. */
export interface QueueUse {
  amqpUrl: string;
  queue: string;
  /** Sets the prefetch, on each new channel. */
  prepare(channel: Channel): Promise<void>;
  receive(message: ConsumeMessage, channel: Channel): void;
  /** The queue is consumed on a new channel. */
  noteListening?(): void;
  /** The broker is away, does not have the queue, or does not allow the user to consume it. */
  noteAway?(): void;
}

const reopenMilliseconds = 1000;
const closeMilliseconds = 3000;
const openMilliseconds = 5000;

/**
 * Consumes a queue that an operator has created, over a connection of its own, which reconnects automatically. While the
 * queue is missing, it asks again every second. amqp-connection-manager opens channels
 * only on a new connection, so this opens another one whenever the broker closes a channel or cancels the consumer. The
 * broker redelivers on it, in order, what was not acknowledged on the old one.
 */
export class ConsumedQueue {
  private readonly refusal: Outage;
  private manager: AmqpConnectionManager | undefined;
  private wrapper: ChannelWrapper | undefined;
  private noteListeningOrAway = (): void => undefined;
  private current: { channel: Channel; consumerTag?: string } | undefined;

  /** After `closing` aborts, no channel is opened and no outage of the broker is logged. */
  constructor(
    private readonly use: QueueUse,
    private readonly closing: AbortSignal,
  ) {
    this.refusal = new Outage(use.queue, {
      began: 'the queue cannot be consumed, retrying until it can; its events are read from the feed',
      ended: 'the queue is consumed again',
    });
  }

  get connection(): AmqpConnectionManager | undefined {
    return this.manager;
  }

  /** Resolves once the queue is consumed or the broker turns out to be away, after five seconds at the latest. */
  async open(): Promise<void> {
    const listeningOrAway = new Promise<void>((resolve) => {
      this.noteListeningOrAway = resolve;
    });
    this.manager = connect(brokerUrls(this.use.amqpUrl), connectionOptions);
    this.manager.on('connect', () => brokerOutage.ended());
    this.manager.on('disconnect', ({ err }) => this.noteAbsence(err));
    this.manager.on('connectFailed', ({ err }) => this.noteAbsence(err));
    this.openChannel();
    await bestEffort(openMilliseconds, () => listeningOrAway);
  }

  /** Whether messages of this channel can still be acknowledged. */
  isCurrent(channel: Channel): boolean {
    return this.current?.channel === channel;
  }

  /** Continues on a new channel, whose prefetch `declare` sets. */
  async replaceChannel(): Promise<void> {
    const { wrapper } = this;
    this.wrapper = undefined;
    this.current = undefined;
    await wrapper?.close().catch(() => undefined);
    this.openChannel();
  }

  /** Receives nothing more; what has arrived can still be acknowledged. */
  async cancel(): Promise<void> {
    const { channel, consumerTag } = this.current ?? {};
    if (consumerTag !== undefined) {
      await bestEffort(closeMilliseconds, () => channel?.cancel(consumerTag));
    }
  }

  /** Closes the channel and the connection; what is not acknowledged stays in the queue. */
  async close(): Promise<void> {
    await bestEffort(closeMilliseconds, () => this.wrapper?.close());
    await bestEffort(closeMilliseconds, () => this.manager?.close());
  }

  private noteAbsence(error: Error | undefined): void {
    if (!this.closing.aborted) {
      brokerOutage.began(explainedConnecting(error ?? 'the connection was closed', this.use.amqpUrl));
    }
    this.use.noteAway?.();
    this.noteListeningOrAway();
  }

  private noteRefusal(error: Error): void {
    const { amqpUrl, queue } = this.use;
    this.refusal.began(explained(error, { amqpUrl, resource: `queue ${queue}`, verb: 'consume' }));
    this.use.noteAway?.();
    this.noteListeningOrAway();
  }

  private openChannel(): void {
    if (!this.manager || this.closing.aborted) {
      return;
    }
    const wrapper = this.manager.createChannel({
      confirm: false,
      setup: (channel: Channel) => this.consume(channel, wrapper),
    });
    wrapper.on('error', (error) => {
      this.noteRefusal(error);
      void this.reopen(wrapper);
    });
    this.wrapper = wrapper;
  }

  /** Called on each new channel of a wrapper. */
  private async consume(channel: Channel, wrapper: ChannelWrapper): Promise<void> {
    // Without a listener a channel error would end the process; the close event handles it.
    channel.on('error', (error: Error) => this.noteRefusal(error));
    channel.on('close', () => void this.reopen(wrapper));
    this.current = { channel };
    await this.use.prepare(channel);
    const { consumerTag } = await channel.consume(this.use.queue, (message) => {
      this.receive(message, channel, wrapper);
    });
    this.current = { channel, consumerTag };
    this.refusal.ended();
    this.noteListeningOrAway();
    this.use.noteListening?.();
  }

  private receive(message: ConsumeMessage | null, channel: Channel, wrapper: ChannelWrapper): void {
    if (message === null) {
      this.noteRefusal(new Error('the broker cancelled the consumer'));
      void this.reopen(wrapper);
    } else if (this.wrapper === wrapper) {
      this.use.receive(message, channel);
    }
    // Otherwise the broker redelivers it on the new channel.
  }

  /** Opens a new channel in place of a broken one. */
  private async reopen(wrapper: ChannelWrapper): Promise<void> {
    const isCurrent = (): boolean => this.wrapper === wrapper && !this.closing.aborted;
    if (!isCurrent()) {
      return;
    }
    await pause(reopenMilliseconds, this.closing);
    if (isCurrent()) {
      this.openChannel();
      await wrapper.close().catch(() => undefined);
    }
  }
}
