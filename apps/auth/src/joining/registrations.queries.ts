import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import {
  instant,
  uuid,
  type RegistrationRequest,
  type RegistrationRequestPage,
  type RegistrationRequestsQuery,
} from '@ates/contracts';
import type { MailLanguage } from '@ates/mail';
import {
  Changes,
  Database,
  decodeCursor,
  toPage,
  type Transaction,
  isoInstantWithMicroseconds,
} from '@ates/platform';
import { AuthConfiguration } from '../config.js';
import { withoutCapitals } from '../database/without-capitals.js';
import { registrationMode } from '../registration-mode.js';

/** A stored registration: a person who has not joined yet. */
export interface StoredRegistration {
  id: string;
  name: string;
  email: string;
  details: Record<string, unknown>;
  language: MailLanguage;
  passwordHash: string | null;
  beakLookup: string | null;
  beakHash: string | null;
}

const columns = `id, name, email, details, language,
  password_hash as "passwordHash", beak_lookup as "beakLookup", beak_hash as "beakHash"`;

const cursor = z.tuple([instant, uuid]);

/** Reads the approval queue. */
@Injectable()
export class RegistrationsQueries {
  constructor(
    private readonly database: Database,
    private readonly configuration: AuthConfiguration,
    changes: Changes,
  ) {
    changes.register({ name: 'registrations', version: registrationsVersion });
  }

  /** A page of people with a confirmed address who wait for an administrator, oldest first. */
  async page(query: RegistrationRequestsQuery): Promise<RegistrationRequestPage> {
    const [after, afterId] = decodeCursor(query.cursor, cursor) ?? [];
    const rows = await this.database.query<RegistrationRequest>(
      `select id as uuid, name, email, ${isoInstantWithMicroseconds('created_at')} as registered_at,
              ${isoInstantWithMicroseconds('confirmed_at')} as confirmed_at
       from registration
       where confirmed_at is not null and ($1::timestamptz is null or (confirmed_at, id) > ($1, $2::uuid))
       order by registration.confirmed_at, id
       limit $3`,
      [after, afterId, query.limit + 1],
    );
    const page = toPage(rows, query.limit, (row) => [row.confirmed_at, row.uuid]);
    return { ...page, waiting: await this.countWaiting(), mode: registrationMode(this.configuration) };
  }

  private async countWaiting(): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `select count(*)::int as count from registration where confirmed_at is not null`,
    );
    return row?.count ?? 0;
  }
}

// SQL for a change token of the queue; it covers the newest 200 registrations.
const registrationsVersion = `(
  select md5(string_agg(id::text, ' ' order by confirmed_at, id))
  from (
    select id, confirmed_at from registration where confirmed_at is not null order by confirmed_at desc, id desc limit 200
  ) as newest)`;

export async function insertRegistration(tx: Transaction, registration: StoredRegistration): Promise<void> {
  const { id, name, email, details, language, passwordHash, beakLookup, beakHash } = registration;
  await tx.query(
    `insert into registration (id, name, email, details, language, password_hash, beak_lookup, beak_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [id, name, email, JSON.stringify(details), language, passwordHash, beakLookup, beakHash],
  );
}

/**
 * Serializes confirmations of the same address until the transaction ends. Each deletes the address's other
 * registrations, so without this lock two concurrent ones would deadlock.
 */
export async function lockAddressOf(tx: Transaction, id: string): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(hashtextextended('auth:registration:' || ${withoutCapitals('email')}, 0))
     from registration where id = $1`,
    [id],
  );
}

/** A registration with an unconfirmed address, locked until the transaction ends; undefined if there is none. */
export async function findUnconfirmed(tx: Transaction, id: string): Promise<StoredRegistration | undefined> {
  const [found] = await tx.query<StoredRegistration[]>(
    `select ${columns} from registration where id = $1 and confirmed_at is null for update`,
    [id],
  );
  return found;
}

/** The newest unconfirmed registration of an address; undefined if there is none. */
export async function findNewestUnconfirmed(
  tx: Transaction,
  email: string,
): Promise<StoredRegistration | undefined> {
  const [found] = await tx.query<StoredRegistration[]>(
    `select ${columns} from registration
     where ${withoutCapitals('email')} = ${withoutCapitals('$1')} and confirmed_at is null
     order by id desc limit 1`,
    [email],
  );
  return found;
}

/** A registration pending approval, locked until the transaction ends; undefined if there is none. */
export async function findWaiting(tx: Transaction, id: string): Promise<StoredRegistration | undefined> {
  const [found] = await tx.query<StoredRegistration[]>(
    `select ${columns} from registration where id = $1 and confirmed_at is not null for update`,
    [id],
  );
  return found;
}

export async function markConfirmed(tx: Transaction, id: string): Promise<void> {
  await tx.query(`update registration set confirmed_at = clock_timestamp() where id = $1`, [id]);
}

export async function deleteRegistration(tx: Transaction, id: string): Promise<void> {
  await tx.query(`delete from registration where id = $1`, [id]);
}

/** Deletes all registrations of an address except the one its owner confirmed. */
export async function deleteOtherRegistrations(tx: Transaction, email: string, id: string): Promise<void> {
  await tx.query(
    `delete from registration where ${withoutCapitals('email')} = ${withoutCapitals('$1')} and id <> $2`,
    [email, id],
  );
}

/** Whether an address has an account. */
export async function hasAccount(tx: Transaction, email: string): Promise<boolean> {
  const rows = await tx.query<unknown[]>(
    `select 1 from users where ${withoutCapitals('email')} = ${withoutCapitals('$1')} and not is_deleted`,
    [email],
  );
  return rows.length > 0;
}

/** Deletes registrations that are still unconfirmed after seven days. */
export async function forgetOldRegistrations(tx: Transaction): Promise<void> {
  await tx.query(
    `delete from registration where confirmed_at is null and created_at < now() - interval '7 days'`,
  );
}
