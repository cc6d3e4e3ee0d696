import type { Options } from 'amqplib';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { wildJson, wildText } from './wild-values.js';

/** The id that hostile messages name and nothing else: any trace of it in a database is an effect it must not have. */
export const hostileId = 'deadbeef-0000-4000-8000-00000000dead';

/** A message that no service may apply, and why. */
export interface HostileMessage {
  kind: string;
  /** The event it pretends to be. */
  type: string;
  body: Buffer;
  /** The body as JSON; undefined if it is not JSON, so that only a broker can carry it. */
  json?: unknown;
  version?: unknown;
  /** What else it claims over RabbitMQ; its message id is set when it is sent. */
  properties: Options.Publish;
  /** Set if the broker's operator publishes it, and not the service that owns the exchange. */
  isOfOperator?: boolean;
}

/** Events that services consume, by producer: how their bodies look, for a task or person of its own. */
const bodies: Record<string, () => Record<string, unknown>> = {
  'tasks.task.assigned': () => ({
    task_uuid: hostileId,
    assigned_to: hostileId,
    timestamp: '2026-03-02T09:30:00Z',
  }),
  'tasks.task.completed': () => ({
    task_uuid: hostileId,
    assigned_to: hostileId,
    timestamp: '2026-03-02T09:30:00Z',
  }),
  'tasks.task.changed': () => ({ task_uuid: hostileId, timestamp: '2026-03-02T09:30:00Z' }),
  'auth.user.created': () => ({ user_id: hostileId, timestamp: '2026-03-02T09:30:00Z' }),
  'auth.user.changed': () => ({ user_id: hostileId, timestamp: '2026-03-02T09:30:00Z' }),
  'auth.user.deleted': () => ({ user_id: hostileId, timestamp: '2026-03-02T09:30:00Z' }),
  'finance.task.priced': () => ({
    task_uuid: hostileId,
    fee: 1500,
    reward: 3000,
    currency: 'USD',
    timestamp: '2026-03-02T09:30:00Z',
  }),
};

const badTimes = [
  '',
  'now',
  'yesterday',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01',
  '2026-01-01T00:00:00',
  '2026-01-01T24:00:01Z',
  '2026-01-01T00:00:00+99:00',
  '+010000-01-01T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  '1e400',
  '2026-01-01T00:00:00Z\u0000',
  `2026-01-01T00:00:00.${'9'.repeat(10_000)}`,
];

/** Values that no field of an event may have. */
const badValues = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    [],
    {},
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    -(2 ** 53),
    '10',
    'NaN',
    '\u0000',
    ...badTimes,
  ),
  wildText.map((text) => `${text}!`),
  wildText.map((text) => [text]),
);

/** A way to damage an event of a type, which draws what else it needs. */
type Damage = (type: string) => fc.Arbitrary<Omit<HostileMessage, 'kind' | 'type'> & { type?: string }>;

const bodyOf = (type: string): Record<string, unknown> => bodies[type]?.() ?? {};

const asJson = (json: unknown, properties: Options.Publish = {}) => ({
  body: Buffer.from(JSON.stringify(json)),
  json,
  properties,
});

const raw = (bytes: Buffer, properties: Options.Publish = {}) => ({ body: bytes, properties });

const nested = (depth: number): string => '{"a":['.repeat(depth) + ']}'.repeat(depth);

const damages: Record<string, Damage> = {
  'a field with a wrong value': (type) => {
    const body = bodyOf(type);
    return fc
      .tuple(fc.constantFrom(...Object.keys(body).filter((key) => key !== 'currency')), badValues)
      .map(([key, value]) => asJson({ ...body, [key]: value }));
  },
  'a missing field': (type) =>
    fc
      .constantFrom(...Object.keys(bodyOf(type)))
      .map((gone) =>
        asJson(Object.fromEntries(Object.entries(bodyOf(type)).filter(([key]) => key !== gone))),
      ),
  'fields on the prototype': (type) =>
    fc
      .constantFrom('__proto__', 'constructor', 'prototype')
      .map((key) => asJson(JSON.parse(`{"${key}":${JSON.stringify(bodyOf(type))}}`) as unknown)),
  'fields one level down': (type) =>
    fc
      .constantFrom('data', 'body', 'pattern', 'payload')
      .map((key) => asJson({ pattern: type, [key]: bodyOf(type) })),
  'JSON of another kind': (type) =>
    fc.oneof(
      wildJson.map((json) => asJson({ x: json, id: hostileId })),
      fc
        .constantFrom<unknown>([bodyOf(type)], JSON.stringify(bodyOf(type)), null, 7, true, [])
        .map((json) => asJson(json)),
    ),
  'deep JSON': () =>
    fc.constantFrom(100, 2000, 6000, 20_000).map((depth) => {
      const text = `{"task_uuid":"${hostileId}","user_id":"${hostileId}","nested":${nested(depth)}}`;
      return { body: Buffer.from(text), json: JSON.parse(text) as unknown, properties: {} };
    }),
  'an unknown version': (type) =>
    fc
      .constantFrom<unknown>(
        0,
        -1,
        3,
        7,
        1.5,
        1e300,
        '0x1',
        ' 1',
        '1 ',
        '1e0',
        '01',
        '+1',
        'one',
        '',
        true,
        [1],
        { v: 1 },
      )
      .map((version) => ({ ...asJson(bodyOf(type)), version })),
  'an unknown type': (type) =>
    fc
      .constantFrom(
        'vanished',
        '__proto__',
        'constructor',
        'toString',
        'ASSIGNED',
        'x'.repeat(200),
        'ж',
        '\u0000',
      )
      .map((word) => ({
        ...asJson(bodyOf(type)),
        type: `${type.split('.').slice(0, 2).join('.')}.${word}`,
      })),
};

/** Damages that only a message of a broker can have. */
const damagesAtBroker: Record<string, Damage> = {
  'a body that is not JSON': (type) => {
    const text = JSON.stringify(bodyOf(type));
    return fc
      .constantFrom(
        ...[
          '',
          ' ',
          '{',
          text.slice(0, -1),
          `${text}${text}`,
          text.replaceAll('"', "'"),
          `${text}\u0000`,
          'NaN',
          `${hostileId},`,
        ].map((damaged) => Buffer.from(damaged)),
        Buffer.from(text, 'utf16le'),
        gzipSync(text),
        Buffer.concat([Buffer.from(text), Buffer.from([0xff])]),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from([0xff, 0xfe]),
      )
      .map((bytes) => raw(bytes));
  },
  'another publisher': (type) =>
    fc
      .constantFrom('finance2', 'AUTH', 'x', ' tasks', 'billing')
      .map((appId) => asJson(bodyOf(type), { appId })),
  'another type in its properties': (type) =>
    fc
      .constantFrom('tasks.task.priced', 'x', ` ${type}`, `${type}.v2`)
      .map((other) => asJson(bodyOf(type), { type: other })),
  // Valid in everything else: only the user that the broker has verified tells it from an event of the service.
  'no verified user': (type) => fc.constant(asJson(bodyOf(type), { userId: undefined })),
  'another user': (type) =>
    fc
      .constantFrom<Options.Publish>({}, { appId: type.split('.')[0], type })
      .map((properties) => ({ ...asJson(bodyOf(type), properties), isOfOperator: true })),
};

/** What a publisher may also set, without any effect on hostile or other messages. */
export const harmlessProperties: fc.Arbitrary<Options.Publish> = fc.record(
  {
    contentType: fc.constantFrom('text/plain', 'application/xml', 'x', 'application/json; charset=utf-16'),
    contentEncoding: fc.constantFrom('utf-8', 'identity', 'x'),
    expiration: fc.constantFrom('3600000'),
    priority: fc.constantFrom(0, 1, 9, 255),
    replyTo: fc.constantFrom('amq.rabbitmq.reply-to.x', 'finance.task-events', '../x'),
    correlationId: wildText.map((text) => text.slice(0, 20)),
    timestamp: fc.constantFrom(0, 1, 2 ** 31, 4_102_444_800),
    persistent: fc.boolean(),
    CC: fc.constantFrom('nowhere', ['nowhere', 'else']),
    BCC: fc.constantFrom('nowhere', ['x.y.z']),
    headers: fc.record(
      {
        'x-death': fc.constantFrom([{ count: 9, reason: 'rejected' }], 'x'),
        'x-match': fc.constant('any'),
        pattern: fc.constant('auth.user.deleted'),
        __proto: fc.constant({ isAdmin: true }),
        'x-deep': fc.constant({ a: { b: { c: { d: [1, [2, [3]]] } } } }),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);

const oneOf = (ways: Record<string, Damage>, types: string[]): fc.Arbitrary<HostileMessage> =>
  fc.oneof(
    ...Object.entries(ways).flatMap(([kind, damage]) =>
      types.map((type) => damage(type).map((message): HostileMessage => ({ kind, type, ...message }))),
    ),
  );

const typesOf = (producers: readonly string[]): string[] =>
  Object.keys(bodies).filter((type) => producers.includes(type.split('.')[0] ?? ''));

/** A hostile event of one of the producers, as both transports can carry it. */
export const hostileEvents = (producers: readonly string[]): fc.Arbitrary<HostileMessage> =>
  oneOf(damages, typesOf(producers));

/** A hostile message of one of the producers, as only a broker can carry it. */
export const hostileMessages = (producers: readonly string[]): fc.Arbitrary<HostileMessage> =>
  fc
    .tuple(
      fc.oneof(oneOf(damages, typesOf(producers)), oneOf(damagesAtBroker, typesOf(producers))),
      harmlessProperties,
    )
    .map(([message, others]) => ({ ...message, properties: { ...others, ...message.properties } }));
