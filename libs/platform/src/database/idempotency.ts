import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { createHash, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { RequestWithPrincipal } from '../access.js';
import { Problem } from '../problem.js';
import { prepared } from './prepared.js';
import type { Transaction } from './transaction.js';

/** Makes a write safe to repeat: the key, its owner, and the request it stands for. */
export interface IdempotencyKey {
  owner: string;
  key: string;
  /** Method, route with its parameters, query and body as one canonical text. */
  request: string;
  /** True if the request contains a secret, so that its fingerprint must be slow to brute-force. */
  holdsSecret: boolean;
}

interface IncomingRequest extends RequestWithPrincipal {
  method: string;
  url: string;
  routeOptions: { url?: string };
  params: unknown;
  headers: Record<string, string | string[] | undefined>;
  body?: unknown;
}

const wellFormedKey = /^[\x21-\x7e]{1,200}$/;

/**
 * Parameter decorator: the request's `Idempotency-Key`, if it has one, for `Database.once`.
 * Pass `{ holdsSecret: true }` if the body contains a password. Throws the Problem `invalid-idempotency-key`.
 */
export const RequestIdempotencyKey = createParamDecorator(
  (options: { holdsSecret: boolean } | undefined, context: ExecutionContext): IdempotencyKey | undefined => {
    const request = context.switchToHttp().getRequest<IncomingRequest>();
    const key = request.headers['idempotency-key'];
    if (key === undefined) {
      return undefined;
    }
    if (typeof key !== 'string' || !wellFormedKey.test(key)) {
      throw new Problem(
        'invalid',
        'invalid-idempotency-key',
        'Idempotency-Key must be 1 to 200 visible ASCII characters, sent once. A UUID works well.',
      );
    }
    return {
      owner: request.principal ? `${request.principal.kind}:${request.principal.id}` : 'anonymous',
      key,
      request: textOf(request),
      holdsSecret: options?.holdsSecret ?? false,
    };
  },
);

/** Even a small body can be nested too deeply to serialize; that is the caller's mistake, not an internal error. */
function textOf(request: IncomingRequest): string {
  try {
    return canonicalJson([request.method, canonicalAddress(request), request.body ?? null]);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Problem('invalid', 'invalid-request', 'The body is nested too deeply. Nothing was changed.');
    }
    throw error;
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** UUIDs are case-insensitive (RFC 9562). */
const canonicalValue = (value: string): string => (uuid.test(value) ? value.toLowerCase() : value);

/**
 * The canonical form of a request's address: the matched route with its parameters, and the query in order. A trailing
 * slash, percent-encoding and the case of UUIDs make no difference.
 */
function canonicalAddress({ url, routeOptions, params }: IncomingRequest): string {
  const [path = '', query = ''] = url.split('?', 2);
  const values = params as Record<string, string>;
  const route = (routeOptions.url ?? path).replace(/(?<=.)\/$/, '');
  const canonicalPath = route.replaceAll(/:(\w+)/g, (_name, name: string) =>
    encodeURIComponent(canonicalValue(values[name] ?? '')),
  );
  const parameters = [...new URLSearchParams(query)].map(([name, value]): [string, string] => [
    name,
    canonicalValue(value),
  ]);
  const canonicalQuery = new URLSearchParams(parameters.sort(byKey)).toString();
  return canonicalQuery === '' ? canonicalPath : `${canonicalPath}?${canonicalQuery}`;
}

/** JSON with sorted object keys, so that equal content gives equal text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(byKey)) : inner,
  );

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byKey = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);

const slowHash = promisify<string, string, number, Buffer>(scrypt);

/** A hash of the request; a slow, salted one if the request contains a secret. */
export async function fingerprintOf(key: IdempotencyKey): Promise<string> {
  if (key.holdsSecret) {
    const hash = await slowHash(key.request, `${key.owner}\n${key.key}`, 32);
    return hash.toString('base64url');
  }
  return createHash('sha256').update(key.request).digest('base64url');
}

/** What identifies a key: whose it is, and its text. */
type KeyName = Pick<IdempotencyKey, 'owner' | 'key'>;

export interface ClaimedKey extends KeyName {
  fingerprint: string;
}

export interface KeyedAnswer extends KeyName {
  answer: unknown;
}

/** A key's name as one text, for sets and maps. */
export const nameOfKey = ({ owner, key }: KeyName): string => `${owner} ${key}`;

const claimSql = prepared(`
  insert into idempotency_key (owner, key, fingerprint)
  select * from unnest($1::text[], $2::text[], $3::text[]) as claim (owner, key, fingerprint)
  order by owner, key
  on conflict (owner, key) do nothing
  returning owner, key`);

/**
 * Claims keys and returns the names of those that were not used before. Waits while another transaction that claimed one
 * of them is still open; in the order of the keys, so that two of these never deadlock.
 */
export async function claimKeys(tx: Transaction, keys: readonly ClaimedKey[]): Promise<Set<string>> {
  if (keys.length === 0) {
    return new Set();
  }
  const rows = await tx.query<KeyName[]>(claimSql, [
    keys.map(({ owner }) => owner),
    keys.map(({ key }) => key),
    keys.map(({ fingerprint }) => fingerprint),
  ]);
  return new Set(rows.map(nameOfKey));
}

const recordSql = prepared(`
  update idempotency_key as known set answer = given.answer::jsonb
  from unnest($1::text[], $2::text[], $3::text[]) as given (owner, key, answer)
  where known.owner = given.owner and known.key = given.key`);

/** Stores the answers of claimed keys. */
export async function recordAnswers(tx: Transaction, answers: readonly KeyedAnswer[]): Promise<void> {
  if (answers.length > 0) {
    await tx.query(recordSql, [
      answers.map(({ owner }) => owner),
      answers.map(({ key }) => key),
      answers.map(({ answer }) => JSON.stringify(answer ?? null)),
    ]);
  }
}

/** Makes claimed keys usable again: their requests were refused and left no trace. */
export async function releaseKeys(tx: Transaction, keys: readonly KeyName[]): Promise<void> {
  if (keys.length > 0) {
    await tx.query(
      `delete from idempotency_key as known using unnest($1::text[], $2::text[]) as given (owner, key)
       where known.owner = given.owner and known.key = given.key`,
      [keys.map(({ owner }) => owner), keys.map(({ key }) => key)],
    );
  }
}

export async function recallAnswer<Answer>(
  tx: Transaction,
  key: KeyName,
  fingerprint: string,
): Promise<Answer> {
  const [first] = await tx.query<{ fingerprint: string; answer: Answer }[]>(
    `select fingerprint, answer from idempotency_key where owner = $1 and key = $2`,
    [key.owner, key.key],
  );
  if (!first || first.fingerprint !== fingerprint) {
    throw new Problem(
      'unprocessable',
      'idempotency-key-reused',
      'This Idempotency-Key was already used for a different request. Repeat the original request, or use a new key.',
    );
  }
  return first.answer;
}

/** Deletes keys older than `days`; returns how many. */
export async function forgetKeysOlderThan(tx: Transaction, days: number): Promise<number> {
  const rows = await tx.query<{ count: string }[]>(
    `with forgotten as (
       delete from idempotency_key where created_at < now() - make_interval(days => $1) returning 1
     )
     select count(*) from forgotten`,
    [days],
  );
  return Number(rows[0]?.count ?? 0);
}
