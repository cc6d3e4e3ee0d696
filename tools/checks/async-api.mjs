// @ts-check
// The AsyncAPI document of all events at the broker, docs/asyncapi.json, from the contracts.
import { z } from 'zod';

/**
 * @typedef {typeof import('@ates/contracts')} Contracts
 * @typedef {Contracts['eventContracts'][number]} EventContract
 */

const bindingVersion = '0.3.0';

const overview = `
The events that the services of aTES exchange over RabbitMQ. Each channel is a routing key of its producer's topic exchange;
its operations say which service sends the event and which ones receive it, each from a queue of its own.

A program of your own binds its own queue to the exchanges, and may publish for a service if an operator allows it. The page
docs/integrating.md describes both, the rights at the broker that they need, and the event feeds, which have the same events over HTTP.

- Messages can arrive more than once and in another order. Deduplicate by the property \`message_id\`.
- Skip events and versions that you don't know. We may add optional fields to a version and change nothing else in it; a
  later version is published beside the earlier one, with the same routing key.
`.trim();

/** The basic properties of AMQP that a message has beside its headers, for which AsyncAPI has no place of its own. */
const properties = {
  type: 'object',
  description:
    'The properties of a message. aTES sets all of them; a program that publishes for a service only needs `user_id`.',
  required: ['user_id'],
  properties: {
    message_id: {
      type: 'string',
      description:
        'Id of the event, a UUID from aTES. It stays the same when the event is sent again. Without it, messages with the same content are the same event.',
    },
    user_id: {
      type: 'string',
      description:
        'RabbitMQ user that published the message, verified by the broker: the user of the service, or one listed for it in AMQP_PUBLISHERS',
    },
    type: { type: 'string', description: 'The routing key' },
    app_id: { type: 'string', description: 'The service that owns the event' },
    timestamp: {
      type: 'integer',
      description: 'When the event was stored, in seconds since 1970. When it happened is in the payload.',
    },
    content_type: { type: 'string', const: 'application/json' },
    delivery_mode: { type: 'integer', const: 2, description: 'Persistent' },
  },
  examples: [
    {
      message_id: '0198b3a4-1200-7c3d-b2e6-1d3f5a7c9e14',
      user_id: 'tasks',
      type: 'tasks.task.assigned',
      app_id: 'tasks',
      timestamp: 1_772_443_800,
      content_type: 'application/json',
      delivery_mode: 2,
    },
  ],
};

/** @param {EventContract} contract */
const nameOf = ({ type, version }) => `${type}.v${version}`;

/** @param {string[]} steps */
const reference = (...steps) => ({ $ref: `#/${steps.join('/')}` });

/**
 * The body's schema in the dialect of AsyncAPI 3.0, and what the contract says about the event.
 * @param {EventContract} contract
 */
function described({ body }) {
  const {
    $schema: _,
    description,
    example,
    ...schema
  } = z.toJSONSchema(body, {
    io: 'input',
    target: 'draft-7',
  });
  return { schema, description, example };
}

/** @param {EventContract} contract */
const headersOf = ({ version }) => ({
  type: 'object',
  // A message without the header has version 1.
  required: version === 1 ? [] : ['schema-version'],
  properties: {
    'schema-version': { type: 'string', const: String(version), description: 'Version of the payload' },
  },
});

/** @param {EventContract} contract */
function messageOf(contract) {
  const { description, example } = described(contract);
  return {
    name: nameOf(contract),
    title: `${contract.type}, version ${contract.version}`,
    summary: description,
    contentType: 'application/json',
    headers: headersOf(contract),
    payload: reference('components', 'schemas', nameOf(contract)),
    examples: [{ headers: { 'schema-version': String(contract.version) }, payload: example }],
    bindings: { amqp: { messageType: contract.type, bindingVersion } },
    'x-amqp-properties': reference('components', 'schemas', 'AmqpProperties'),
  };
}

/**
 * @template Value
 * @param {readonly EventContract[]} events
 * @param {(contract: EventContract) => Value} valueOf
 */
const byName = (events, valueOf) =>
  Object.fromEntries(events.map((contract) => [nameOf(contract), valueOf(contract)]));

/**
 * The AsyncAPI 3.0 document of all events at the broker: a channel for each routing key, an operation for each service
 * that sends or receives it, and a message for each version (S2).
 * @param {Contracts} contracts
 */
export function asyncApiDocument(contracts) {
  const { brokerTopology, eventContracts, eventSubscriptions, exchangeOf, matchesPattern, producerOf } =
    contracts;
  const types = [...new Set(eventContracts.map(({ type }) => type))];
  const versionsOf = (/** @type {string} */ type) => eventContracts.filter((each) => each.type === type);
  const exchanges = new Map(brokerTopology().exchanges.map((exchange) => [exchange.name, exchange]));

  const channelOf = (/** @type {string} */ type) => {
    const exchange = exchanges.get(exchangeOf(producerOf(type)));
    return {
      address: type,
      servers: [reference('servers', 'rabbitmq')],
      messages: byName(versionsOf(type), (contract) => reference('components', 'messages', nameOf(contract))),
      bindings: {
        amqp: {
          is: 'routingKey',
          exchange: {
            name: exchange?.name,
            type: exchange?.type,
            durable: exchange?.durable,
            autoDelete: false,
            vhost: '/',
            'x-arguments': exchange?.arguments,
          },
          bindingVersion,
        },
      },
    };
  };

  const onChannel = (/** @type {string} */ type) => ({
    channel: reference('channels', type),
    messages: versionsOf(type).map((contract) => reference('channels', type, 'messages', nameOf(contract))),
  });

  const sending = types.map((type) => {
    const service = producerOf(type);
    const operation = {
      action: 'send',
      title: `${service} sends ${type}`,
      ...onChannel(type),
      tags: [{ name: service }],
      bindings: { amqp: { userId: service, deliveryMode: 2, timestamp: true, bindingVersion } },
    };
    return [`${service}.sends.${type}`, operation];
  });

  const receiving = eventSubscriptions.flatMap(({ consumer, queue, patterns }) =>
    types
      .filter((type) => patterns.some((pattern) => matchesPattern(pattern, type)))
      .map((type) => {
        const operation = {
          action: 'receive',
          title: `${consumer} receives ${type}`,
          ...onChannel(type),
          tags: [{ name: consumer }],
          bindings: { amqp: { ack: true, bindingVersion } },
          'x-queue': { name: queue, durable: true, routingKeys: patterns },
        };
        return [`${consumer}.receives.${type}`, operation];
      }),
  );

  return {
    asyncapi: '3.0.0',
    info: {
      title: 'aTES events',
      version: '1',
      description: overview,
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: {
      rabbitmq: {
        host: '{broker}',
        protocol: 'amqp',
        protocolVersion: '0-9-1',
        description: 'The RabbitMQ broker, with MESSAGE_TRANSPORT=rabbitmq',
        variables: {
          broker: { default: '127.0.0.1:5672', description: 'Host and port; an operator tells you' },
        },
        security: [reference('components', 'securitySchemes', 'brokerUser')],
      },
    },
    channels: Object.fromEntries(types.map((type) => [type, channelOf(type)])),
    operations: Object.fromEntries([...sending, ...receiving]),
    components: {
      messages: byName(eventContracts, messageOf),
      schemas: {
        ...byName(eventContracts, (contract) => described(contract).schema),
        AmqpProperties: properties,
      },
      securitySchemes: {
        brokerUser: {
          type: 'userPassword',
          description:
            'A RabbitMQ user that an operator creates, with rights on your own queues and on the exchanges that you read or publish to (docs/operations.md, "RabbitMQ permissions")',
        },
      },
    },
  };
}
