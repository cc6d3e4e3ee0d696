import type { MessageProperties as AmqpProperties } from 'amqplib';
import type { MessageProperties } from '../consuming/raw-message.js';

/** What an AMQP message says about itself, as far as it counts. */
export function rawProperties(
  { messageId, type, appId, contentType, headers }: AmqpProperties,
  { withContentType = false } = {},
): MessageProperties {
  const version: unknown = headers?.['schema-version'];
  return {
    messageId: textOf(messageId),
    type: textOf(type),
    appId: textOf(appId),
    version: versionOf(version),
    ...(withContentType && { contentType: textOf(contentType) }),
  };
}

// A property that a sender left empty says nothing.
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

// What is neither text nor number is no version that anybody knows.
const versionOf = (header: unknown): string | undefined =>
  typeof header === 'string' || header === undefined ? header : JSON.stringify(header);
