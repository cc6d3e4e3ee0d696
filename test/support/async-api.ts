import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { GetMessage } from 'amqplib';
import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Reference {
  $ref: string;
}

interface Message {
  name: string;
  summary: string;
  headers: object;
  payload: Reference;
  examples: { headers: object; payload: object }[];
  'x-amqp-properties': Reference;
}

interface Channel {
  address: string;
  messages: Record<string, Reference>;
  bindings: { amqp: { exchange: { name: string } } };
}

interface Operation {
  action: 'send' | 'receive';
  channel: Reference;
  tags: { name: string }[];
  'x-queue'?: { name: string };
}

/** The parts of docs/asyncapi.json that are checked here. */
export interface AsyncApiDocument {
  channels: Record<string, Channel>;
  operations: Record<string, Operation>;
  components: { messages: Record<string, Message> };
}

const file = path.resolve(import.meta.dirname, '../../docs/asyncapi.json');

export const asyncApi = JSON.parse(readFileSync(file, 'utf8')) as AsyncApiDocument;

/** The part of the document that a reference in it refers to; undefined if there is none. */
export const referredTo = ({ $ref }: Reference): unknown =>
  $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], asyncApi);

const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true }));

/** The reasons why a value doesn't match a schema of the document, or a reference to one. */
export function mismatches(schema: object, value: unknown): string[] {
  const validate = ajv.compile({ ...schema, components: asyncApi.components });
  return validate(value) ? [] : [ajv.errorsText(validate.errors)];
}

/** The differences between a message at the broker and the document: its exchange, properties, headers and payload. */
export function differencesOf({ fields, properties, content }: GetMessage): string[] {
  const channel = asyncApi.channels[fields.routingKey];
  if (channel?.bindings.amqp.exchange.name !== fields.exchange) {
    return [`no channel for ${fields.routingKey} in ${fields.exchange}`];
  }
  const { headers = {}, ...rest } = properties;
  const fitting = Object.values(channel.messages)
    .map((message) => referredTo(message) as Message)
    .filter((message) => mismatches(message.headers, headers).length === 0);
  return fitting.length === 1
    ? fitting.flatMap((message) => [
        ...mismatches(message.payload, JSON.parse(content.toString())),
        ...mismatches(message['x-amqp-properties'], {
          message_id: rest.messageId as unknown,
          user_id: rest.userId as unknown,
          type: rest.type as unknown,
          app_id: rest.appId as unknown,
          timestamp: rest.timestamp as unknown,
          content_type: rest.contentType as unknown,
          delivery_mode: rest.deliveryMode as unknown,
        }),
      ])
    : [`${fitting.length} messages of ${fields.routingKey} have the headers ${JSON.stringify(headers)}`];
}
