import type { MessageProperties as AmqpProperties } from 'amqplib';
import type { MessageProperties } from '../messages/raw-message.js';

/** The properties of an AMQP message that this service uses. */
export function rawProperties(
  { messageId, type, appId, userId, contentType, headers }: AmqpProperties,
  { withContentType = false } = {},
): MessageProperties {
  const version: unknown = headers?.['schema-version'];
  return {
    messageId: textOf(messageId),
    type: textOf(type),
    appId: textOf(appId),
    userId: textOf(userId) ?? null,
    version: versionOf(version),
    ...(withContentType && { contentType: textOf(contentType) }),
  };
}

// An empty property counts as missing.
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

// Anything else becomes text, which no contract knows as a version.
const versionOf = (header: unknown): string | undefined =>
  typeof header === 'string' || header === undefined ? header : JSON.stringify(header);
