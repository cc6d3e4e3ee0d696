import { v7 as uuidv7 } from 'uuid';
import { userCreated, type Role } from '@ates/contracts';
import { newEvent, type Outbox } from '@ates/messaging';
import type { Transaction } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { storeBeak, type StoredBeak } from '../credentials/beak-credentials.js';
import { storePassword } from '../credentials/password-credentials.js';
import { withoutCapitals } from '../database/without-capitals.js';
import { emailTaken, User } from './user.entity.js';

export interface NewPerson {
  name: string;
  email: string;
  roles: Role[];
  details: Record<string, unknown>;
  /** Without a password or beak, the person cannot sign in until one is set. */
  passwordHash?: string | undefined;
  beak?: StoredBeak | undefined;
}

/** Adds a person and publishes the event (A6). Throws the Problems `email-taken` and `beak-taken`. */
export async function addUser(tx: Transaction, outbox: Outbox, person: NewPerson, now: Date): Promise<User> {
  const { passwordHash, beak, ...data } = person;
  const user = tx.create(User, {
    ...data,
    id: uuidv7(),
    isDeleted: false,
    createdAt: now,
    changedAt: now,
  });
  await insertUser(tx, user);
  if (passwordHash !== undefined) {
    await storePassword(tx, user.id, passwordHash);
  }
  if (beak !== undefined) {
    await storeBeak(tx, user.id, beak);
  }
  await recordSecurity(tx, {
    action: 'user.created',
    subject: { kind: 'person', id: user.id },
    details: { email: user.email, roles: user.roles },
  });
  await outbox.add(tx, [newEvent(userCreated, { user_id: user.id, timestamp: now.toISOString() })]);
  return user;
}

async function insertUser(tx: Transaction, user: User): Promise<void> {
  const rows = await tx.query<unknown[]>(
    `insert into users (id, name, email, roles, details, created_at, changed_at)
     values ($1, $2, $3, $4, $5, $6, $6)
     on conflict ((${withoutCapitals('email')})) where not is_deleted do nothing
     returning id`,
    [user.id, user.name, user.email, user.roles, JSON.stringify(user.details), user.createdAt],
  );
  if (rows.length === 0) {
    throw emailTaken(user.email);
  }
}
