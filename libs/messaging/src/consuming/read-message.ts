import { createHash } from 'node:crypto';
import {
  eventContracts,
  findEventContract,
  producerOf,
  type EventBody,
  type EventContract,
} from '@ates/contracts';
import { canonicalJson, Problem } from '@ates/platform';
import { maxParsedBytes } from '../messages/message-size.js';
import type { RawMessage } from '../messages/raw-message.js';
import type { Publishers } from './publishers.js';
import type { ReceivedEvent } from './received-event.js';

// Not whatever `Number` takes for a number, such as `0x1` or ` 1 `.
const versionText = /^[1-9]\d{0,8}$/;
const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Validates a message against its contract. Throws a Problem with the reason when the exchange does not match the
 * stated producer, the message is too large, its type or version is unknown, its body is not JSON, or the body violates
 * the contract.
 */
export function readMessage(message: RawMessage): ReceivedEvent {
  checkProducer(message);
  checkSize(message);
  const contract = contractOf(message);
  const body = readBody(message, contract);
  return { id: idOf(message, body), type: message.type, version: contract.version, body };
}

/** The same for a message that may have come over RabbitMQ: also throws if another user published it than may. */
export function readPublished(message: RawMessage, publishers: Publishers): ReceivedEvent {
  publishers.require(message);
  return readMessage(message);
}

/** A message with its event, or with the reason why it cannot be read. */
export type ReadMessage = { message: RawMessage } & ({ event: ReceivedEvent } | { refusal: unknown });

/** Reads a message; one that violates its contract gets a refusal instead of an event. */
export function tryRead(message: RawMessage, read = readMessage): ReadMessage {
  try {
    return { message, event: read(message) };
  } catch (refusal) {
    return { message, refusal };
  }
}

function checkProducer({ type, producer, properties }: RawMessage): void {
  if (producerOf(type) !== producer) {
    throw refused(`${producer} may not publish ${type}`);
  }
  if (properties.appId !== undefined && properties.appId !== producer) {
    throw refused(
      `it arrived from the exchange of ${producer} but names ${properties.appId} as its publisher`,
    );
  }
  if (properties.type !== undefined && properties.type !== type) {
    throw refused(`its routing key is ${type} but its properties say ${properties.type}`);
  }
}

function checkSize({ size }: RawMessage): void {
  if (size > maxParsedBytes) {
    throw refused(`it has ${size} bytes, but the limit is ${maxParsedBytes} bytes`);
  }
}

function contractOf({ type, properties }: RawMessage): EventContract {
  const version = versionText.test(properties.version ?? '1')
    ? Number(properties.version ?? '1')
    : Number.NaN;
  const contract = findEventContract(type, version);
  if (contract) {
    return contract;
  }
  const isKnownType = eventContracts.some((known) => known.type === type);
  throw refused(
    isKnownType ? `unknown version ${properties.version} of ${type}` : `unknown event type ${type}`,
  );
}

function readBody({ body, type }: RawMessage, contract: EventContract): EventBody {
  const result = contract.body.safeParse(parseJson(body));
  if (!result.success) {
    const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    throw refused(`it is not a valid ${type}: ${issues.join('; ')}`);
  }
  return result.data;
}

// Rejects bytes that are not UTF-8; Buffer would replace them with other characters.
const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw refused('it is not valid JSON in UTF-8');
  }
}

const refused = (reason: string): Problem => new Problem('unprocessable', 'message-refused', reason);

/**
 * The message's own id if it is a UUID; otherwise one derived from it or from the content, so that repeats deduplicate.
 */
function idOf({ type, producer, properties }: RawMessage, body: EventBody): string {
  const { messageId } = properties;
  if (messageId === undefined || messageId === '') {
    return uuidFrom(canonicalJson([type, body]));
  }
  return uuidText.test(messageId) ? messageId.toLowerCase() : uuidFrom(`${producer}\n${messageId}`);
}

/** Derives a version 8 UUID from the text's SHA-256. */
function uuidFrom(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
