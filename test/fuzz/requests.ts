import fc from 'fast-check';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { ServiceName } from '../support/system.js';
import { nearlyValidValuesOf, valuesOf, type JsonSchema } from './schema-values.js';
import { damagedJson, wildJson, wildText } from './wild-values.js';

/** Who sends a request. Every principal but the last three has a valid token. */
export const callers = [
  'administrator',
  'manager',
  'accountant',
  'employee',
  'another employee',
  'service',
  'no token',
  'expired token',
  'forged token',
] as const;

export type CallerName = (typeof callers)[number];

export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema?: JsonSchema;
}

/** An operation of a service's OpenAPI document. */
export interface Operation {
  service: ServiceName;
  method: string;
  path: string;
  isPublic: boolean;
  parameters: Parameter[];
  body?: JsonSchema | undefined;
}

/** Text as it is, or something that the run has learned from earlier answers: an id, a cursor. */
export type Value = string | { pool: string; pick: number };

/** A body, and how it goes over the wire. */
export interface Body {
  bytes: Buffer;
  headers: [string, string][];
  framing: 'length' | 'chunked';
}

export interface FuzzedRequest {
  operation: Operation;
  caller: CallerName;
  method: string;
  /** By parameter. */
  path: Record<string, Value>;
  query: [string, Value][];
  headers: [string, string][];
  body?: Body | undefined;
}

const callerNames = fc.oneof(
  { weight: 10, arbitrary: fc.constant<CallerName>('administrator') },
  { weight: 12, arbitrary: fc.constantFrom(...callers) },
);

/** Requests of an operation: valid, nearly valid and wild in each of their parts. */
export function requestsOf(
  operation: Operation,
  schemas: Record<string, JsonSchema>,
): fc.Arbitrary<FuzzedRequest> {
  const { parameters, body } = operation;
  const path = parameters.filter((parameter) => parameter.in === 'path');
  return fc.record({
    operation: fc.constant(operation),
    caller: callerNames,
    method: fc.oneof(
      { weight: 60, arbitrary: fc.constant(operation.method) },
      fc.constantFrom('HEAD', 'OPTIONS', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE'),
    ),
    path: fc.record(
      Object.fromEntries(path.map((parameter) => [parameter.name, pathValues(operation, parameter)])),
    ),
    query: queryOf(operation),
    headers: headerLists,
    body:
      body === undefined
        ? fc.option(bodiesOf({}, schemas), { nil: undefined, freq: 12 })
        : bodiesOf(body, schemas),
  });
}

const picked = (pool: string): fc.Arbitrary<Value> =>
  fc.record({ pool: fc.constant(pool), pick: fc.nat(5000) });

/** The pool of the ids that a path parameter takes: the segment before it, such as `tasks` in `/tasks/{uuid}`. */
export const poolOf = ({ service, path }: Pick<Operation, 'service' | 'path'>, parameter: string): string => {
  const segments = path.split('/');
  const before = segments[segments.indexOf(`{${parameter}}`) - 1] ?? '';
  return before === 'tasks' ? before : `${service} ${before}`;
};

const pathValues = (operation: Operation, { name, schema = {} }: Parameter): fc.Arbitrary<Value> =>
  fc.oneof(
    { weight: 6, arbitrary: picked(poolOf(operation, name)) },
    { weight: 2, arbitrary: valuesOf(schema, {}).map(String) },
    {
      weight: 2,
      arbitrary: fc.oneof(
        wildText.map((text) => encodeURIComponent(wellFormed(text))),
        fc.constantFrom(
          '..',
          '.',
          '%00',
          '%2e%2e%2f',
          '%',
          '%zz',
          '%c0%af',
          ';',
          '*',
          '{uuid}',
          'x'.repeat(101),
        ),
      ),
    },
  );

/** Replaces lone surrogates, which no address can carry. */
const wellFormed = (text: string): string => Buffer.from(text).toString();

/** Cursors of the right form, with keys that no list has issued. */
const forgedCursors = fc
  .array(fc.oneof(wildJson, fc.uuid(), fc.integer(), fc.constantFrom('2026-02-30', '9999-12-31T23:59:59Z')), {
    maxLength: 4,
  })
  .map((keys) => Buffer.from(JSON.stringify(keys)).toString('base64url'));

/** Parameters whose values are ids of people, as every service knows them. */
const ofPeople = ['user', 'performer', 'person', 'actor', 'ids'];

const queryValues = (operation: Operation, { name, schema = {} }: Parameter): fc.Arbitrary<Value> => {
  // Valid long polls would only wait.
  const valid: fc.Arbitrary<Value> =
    name === 'wait'
      ? fc.constantFrom('0', '1')
      : valuesOf(schema, {}).map((value) => encodeURIComponent(wellFormed(String(value))));
  const known =
    name === 'cursor'
      ? fc.oneof(picked(`cursors of ${operation.service} ${operation.path}`), forgedCursors)
      : ofPeople.includes(name)
        ? picked('people')
        : valid;
  return fc.oneof(
    { weight: 5, arbitrary: known },
    { weight: 2, arbitrary: valid },
    { weight: 2, arbitrary: wildText.map((text) => encodeURIComponent(wellFormed(text)).slice(0, 9000)) },
    fc.constantFrom(
      '',
      '%00',
      '%zz',
      '%ed%a0%80',
      '-1',
      '0',
      '1e3',
      '99999999999999999999',
      'true',
      '[]',
      '{}',
    ),
  );
};

function queryOf(operation: Operation): fc.Arbitrary<[string, Value][]> {
  const own = operation.parameters
    .filter((parameter) => parameter.in === 'query')
    .map((parameter) =>
      fc.option(fc.tuple(fc.constant(parameter.name), queryValues(operation, parameter)), {
        nil: undefined,
        freq: 1,
      }),
    );
  const names = operation.parameters.map(({ name }) => name);
  const odd = fc.tuple(
    fc.oneof(
      fc.constantFrom(
        'colour',
        '__proto__',
        'constructor',
        'limit[]',
        'limit[a]',
        'a.b',
        '',
        '%00',
        '$where',
        ...names,
      ),
      wildText.map((text) => encodeURIComponent(wellFormed(text)).slice(0, 200)),
    ),
    fc.oneof(wildText.map((text) => encodeURIComponent(wellFormed(text)).slice(0, 200))),
  );
  return fc
    .tuple(
      fc.tuple(...own),
      fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, fc.array(odd, { maxLength: 3 })),
    )
    .map(([known, others]) => [...known.flatMap((pair) => (pair === undefined ? [] : [pair])), ...others]);
}

/** Text that a header may carry: no line breaks, no NUL, only bytes. */
const headerText = wildText.map((text) =>
  text
    .slice(0, 300)
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')
    .trim(),
);

const header = (name: string, ...values: string[]): fc.Arbitrary<[string, string]> =>
  fc.tuple(fc.constant(name), fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...values) }, headerText));

const someHeader = fc.oneof(
  // Few keys, so that requests meet one that another request has used.
  {
    weight: 6,
    arbitrary: fc.tuple(
      fc.constant('idempotency-key'),
      fc.nat(300).map((number) => `key-${number}`),
    ),
  },
  header('idempotency-key', '', 'two words', 'x'.repeat(256), '"quoted"', 'ключ'.replace(/./g, 'k')),
  header('if-match', '*', '"1"', 'W/"1"', '""'),
  header('if-none-match', '*', '"1"', 'W/"1"'),
  header('if-modified-since', 'Thu, 01 Jan 1970 00:00:00 GMT', 'yesterday'),
  header('accept', 'application/xml', 'text/html', '*/*;q=0', 'application/json;q=0.1', ', ,'),
  header('accept-language', 'ru', 'xx-YY', '*', 'en;q=nan'),
  header('accept-encoding', 'gzip', 'br', 'identity;q=0', '*;q=0', 'x'),
  header('accept-charset', 'utf-7', 'utf-16'),
  header('range', 'bytes=0-1', 'bytes=5-1', 'bytes=-1', 'x=1'),
  header('origin', 'null', 'http://localhost:4300', 'https://evil.example'),
  header('cookie', 'a=b', '__proto__=1', ';;;=', `x=${'y'.repeat(2000)}`),
  header('x-request-id', 'abc', 'x'.repeat(500), 'a b', '<script>'),
  header('x-forwarded-for', '10.0.0.1', '::1', 'unknown', '1.2.3.4, 5.6.7.8', '999.999.999.999'),
  header('forwarded', 'for=10.0.0.1;proto=https', 'for="[::1]"'),
  header('x-http-method-override', 'DELETE', 'PUT'),
  header('x-original-url', '/metrics'),
  header('content-language', 'en'),
  header('last-event-id', '1', '-1'),
  header('dpop', 'x.y.z'),
);

const headerLists = fc.array(someHeader, { maxLength: 3 });

const json: [string, string] = ['content-type', 'application/json'];
const asJson: fc.Arbitrary<[string, string][]> = fc.constant([json]);

const contentTypes = fc.oneof(
  fc.constantFrom(
    'application/json; charset=utf-8',
    'application/json; charset=utf-16',
    'application/json;',
    'application/json; charset',
    'APPLICATION/JSON',
    'application/merge-patch+json',
    'application/problem+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=x',
    'text/plain',
    'text/json',
    'application/xml',
    'application/octet-stream',
    '*/*',
    '/',
    'x',
  ),
  headerText,
);

function bodiesOf(schema: JsonSchema, schemas: Record<string, JsonSchema>): fc.Arbitrary<Body | undefined> {
  const valid = valuesOf(schema, schemas).map(jsonText);
  const document = fc.oneof(
    { weight: 6, arbitrary: valid },
    { weight: 5, arbitrary: nearlyValidValuesOf(schema, schemas).map(jsonText) },
    { weight: 1, arbitrary: wildJson.map(jsonText) },
  );
  const framing = fc.oneof(
    { weight: 8, arbitrary: fc.constant<Body['framing']>('length') },
    fc.constant<Body['framing']>('chunked'),
  );
  const plain = fc.record({
    bytes: document.map((text) => Buffer.from(text)),
    headers: asJson,
    framing,
  });
  const damaged = fc.record({ bytes: valid.chain(damagedJson), headers: asJson, framing });
  const typed = fc.record({
    bytes: document.map((text) => Buffer.from(text)),
    headers: fc.oneof(
      contentTypes.map((type): [string, string][] => [['content-type', type]]),
      fc.constant<[string, string][]>([]),
      fc.constant<[string, string][]>([json, ['content-encoding', 'x']]),
    ),
    framing,
  });
  const compressed = fc
    .tuple(document, fc.constantFrom('gzip', 'deflate', 'br', 'gzip, gzip', 'identity'))
    .map(([text, encoding]): Body => ({
      bytes: compressedBy(encoding, text),
      headers: [json, ['content-encoding', encoding]],
      framing: 'length',
    }));
  return fc.oneof(
    { weight: 14, arbitrary: plain },
    { weight: 4, arbitrary: damaged },
    { weight: 2, arbitrary: typed },
    { weight: 1, arbitrary: compressed },
    { weight: 1, arbitrary: fc.constant(undefined) },
  );
}

function compressedBy(encoding: string, text: string): Buffer {
  switch (encoding) {
    case 'gzip':
      return gzipSync(text);
    case 'gzip, gzip':
      return gzipSync(gzipSync(text));
    case 'deflate':
      return deflateSync(text);
    case 'br':
      return brotliCompressSync(text);
    default:
      return Buffer.from(text);
  }
}

// JSON.stringify returns undefined for undefined, which no arbitrary should generate.
const jsonText = (value: unknown): string => JSON.stringify(value) ?? 'null';
