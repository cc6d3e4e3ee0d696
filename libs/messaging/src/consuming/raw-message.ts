/** A message as it arrived, by whichever transport; nothing in it has been believed yet. */
export interface RawMessage {
  /** The queue or feed it came by, for operators. */
  source: string;
  /** The service whose exchange or feed it came from. */
  producer: string;
  /** The routing key. */
  type: string;
  /** As it was sent; the first part of one that is too large to keep. */
  body: Buffer;
  /** Bytes of the body as it was sent. */
  size: number;
  properties: MessageProperties;
}

/** What a message may say about itself; one published by hand says nothing. */
export interface MessageProperties {
  messageId?: string | undefined;
  type?: string | undefined;
  appId?: string | undefined;
  version?: string | undefined;
  /** Of a message that no queue wanted, so that it can be published again as it was. */
  contentType?: string | undefined;
}
