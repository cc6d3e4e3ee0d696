import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { createHash, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { RequestWithPrincipal } from '../access.js';
import { Problem } from '../problem.js';
import type { Transaction } from './transaction.js';

/** What makes a write safe to repeat: whose key, the key, and the request that it stands for. */
export interface IdempotencyKey {
  owner: string;
  key: string;
  /** Method, route with its parameters, query and body in one canonical text. */
  request: string;
  /** The request holds a secret, so its fingerprint must not be quick to guess from. */
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
 * The request's `Idempotency-Key`, if it has one, for `Database.once`.
 * Say `{ holdsSecret: true }` where the body has a password.
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
        'Idempotency-Key must be one to 200 visible ASCII characters, given once. A UUID does well.',
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

/** A small body can be nested deeper than any program can follow; that is no failure of ours. */
function textOf(request: IncomingRequest): string {
  try {
    return canonicalJson([request.method, canonicalAddress(request), request.body ?? null]);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new Problem('invalid', 'invalid-request', 'The body is nested too deep. Nothing was changed.');
    }
    throw error;
  }
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** UUIDs are the same in capitals (RFC 9562). */
const canonicalValue = (value: string): string => (uuid.test(value) ? value.toLowerCase() : value);

/**
 * The address that a request means, however it is spelt: the matched route with its parameters, and the query in order. A
 * slash at the end, percent-encoding and capitals in a UUID make no difference.
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

/** JSON with the keys of objects in order, so that the same content is the same text. */
export const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    isPlainObject(inner) ? Object.fromEntries(Object.entries(inner).sort(byKey)) : inner,
  );

const isPlainObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byKey = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : 1);

const slowHash = promisify<string, string, number, Buffer>(scrypt);

/** A hash of the request; of one that holds a secret a slow and salted one. */
export async function fingerprintOf(key: IdempotencyKey): Promise<string> {
  if (key.holdsSecret) {
    const hash = await slowHash(key.request, `${key.owner}\n${key.key}`, 32);
    return hash.toString('base64url');
  }
  return createHash('sha256').update(key.request).digest('base64url');
}

/** Takes the key; false when it was taken before. Waits while a transaction that took it is still open. */
export async function claimKey(tx: Transaction, key: IdempotencyKey, fingerprint: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `insert into idempotency_key (owner, key, fingerprint) values ($1, $2, $3)
     on conflict (owner, key) do nothing
     returning key`,
    [key.owner, key.key, fingerprint],
  );
  return rows.length > 0;
}

export async function recordAnswer(tx: Transaction, key: IdempotencyKey, answer: unknown): Promise<void> {
  await tx.query(`update idempotency_key set answer = $3 where owner = $1 and key = $2`, [
    key.owner,
    key.key,
    JSON.stringify(answer ?? null),
  ]);
}

export async function recallAnswer<Answer>(
  tx: Transaction,
  key: IdempotencyKey,
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
      'This Idempotency-Key was used for another request. Send the same request again, or take a new key.',
    );
  }
  return first.answer;
}

/** Forgets keys older than `days`; answers how many. */
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

export class CreateIdempotencyKey1700000000001 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table idempotency_key (
        owner text not null,
        key text not null,
        fingerprint text not null,
        answer jsonb,
        created_at timestamptz not null default now(),
        primary key (owner, key)
      )`);
    await queryRunner.query(`create index idempotency_key_created_at on idempotency_key (created_at)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table idempotency_key`);
  }
}
