import { createHash } from 'node:crypto';
import {
  eventContracts,
  findEventContract,
  producerOf,
  type EventBody,
  type EventContract,
} from '@ates/contracts';
import { canonicalJson, Problem } from '@ates/platform';
import { largestTaken } from './message-size.js';
import type { RawMessage } from './raw-message.js';
import type { ReceivedEvent } from './received-event.js';

const uuidText = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Reads a message by its contract. Throws a Problem that says why it cannot be taken: who produced it is not who says
 * so, it is too large, its type or version is not known, it is no JSON, or its body does not keep the contract.
 */
export function readMessage(message: RawMessage): ReceivedEvent {
  checkProducer(message);
  checkSize(message);
  const contract = contractOf(message);
  const body = readBody(message, contract);
  const content = canonicalJson([message.type, body]);
  return {
    id: idOf(message, content),
    type: message.type,
    version: contract.version,
    body,
    contentHash: createHash('sha256').update(content).digest('base64url'),
  };
}

function checkProducer({ type, producer, properties }: RawMessage): void {
  if (producerOf(type) !== producer) {
    throw refused(`${type} is not for ${producer} to publish`);
  }
  if (properties.appId !== undefined && properties.appId !== producer) {
    throw refused(`it came by the exchange of ${producer} but says that ${properties.appId} published it`);
  }
  if (properties.type !== undefined && properties.type !== type) {
    throw refused(`its routing key is ${type} but it says that it is ${properties.type}`);
  }
}

function checkSize({ size }: RawMessage): void {
  if (size > largestTaken) {
    throw refused(`it has ${size} bytes, and messages of ${largestTaken} bytes at most are read`);
  }
}

function contractOf({ type, properties }: RawMessage): EventContract {
  const version = Number(properties.version ?? '1');
  const contract = findEventContract(type, version);
  if (contract) {
    return contract;
  }
  const isKnownType = eventContracts.some((known) => known.type === type);
  throw refused(
    isKnownType ? `version ${properties.version} of ${type} is not known` : `${type} is not known`,
  );
}

function readBody({ body, type }: RawMessage, contract: EventContract): EventBody {
  const result = contract.body.safeParse(parseJson(body));
  if (!result.success) {
    const issues = result.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    throw refused(`it is no ${type}: ${issues.join('; ')}`);
  }
  return result.data;
}

// Bytes that are no UTF-8 are refused, where Buffer would put other letters in their place.
const utf8 = new TextDecoder('utf-8', { fatal: true });

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw refused('it is no JSON in UTF-8');
  }
}

const refused = (reason: string): Problem => new Problem('unprocessable', 'message-refused', reason);

/** Its own id where that is a UUID; else one made from what it says, so that the same message twice is one. */
function idOf({ producer, properties }: RawMessage, content: string): string {
  const { messageId } = properties;
  if (messageId === undefined || messageId === '') {
    return uuidFrom(content);
  }
  return uuidText.test(messageId) ? messageId.toLowerCase() : uuidFrom(`${producer}\n${messageId}`);
}

/** A UUID (version 8) out of a SHA-256. */
function uuidFrom(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
