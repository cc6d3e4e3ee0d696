/** A message as it arrived, from either transport. Nothing in it has been validated yet. */
export interface RawMessage {
  /** The queue or feed that delivered it; shown to operators. */
  source: string;
  /** The service whose exchange or feed it came from. */
  producer: string;
  /** The routing key. */
  type: string;
  /** As sent; only the beginning if it is too large to keep. */
  body: Buffer;
  /** Size of the body as sent, in bytes. */
  size: number;
  properties: MessageProperties;
}

/** What a message claims about itself; one published by hand may have no properties at all. */
export interface MessageProperties {
  messageId?: string | undefined;
  type?: string | undefined;
  appId?: string | undefined;
  /**
   * The RabbitMQ user that published it, verified by the broker; null if the publisher named none. Undefined for messages
   * from a feed, and for those parked before this was kept.
   */
  userId?: string | null | undefined;
  version?: string | undefined;
  /** Kept for unrouted messages only, so that they can be republished unchanged. */
  contentType?: string | undefined;
}
