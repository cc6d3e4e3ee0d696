import type { Role } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { isBeakTaken } from '../credentials/beak-credentials.js';
import type { User } from '../users/user.entity.js';
import type { NewPeople } from './new-people.js';
import type { StoredRegistration } from './registrations.queries.js';

/** Who has joined, and whether their photo turned out to be someone else's. */
export interface Joined {
  user: User;
  isBeakTaken: boolean;
}

/**
 * Makes a person of a registration: from here on there is a user, and an event (A6). When someone else signs in with the
 * photo, the person begins with their password alone. Throws `email-taken`, and `beak-taken` when there is no password.
 */
export async function joinPerson(
  tx: Transaction,
  people: NewPeople,
  registration: StoredRegistration,
  roles: Role[],
): Promise<Joined> {
  const { name, email, details, passwordHash, beakLookup, beakHash } = registration;
  const beak = beakLookup !== null && beakHash !== null ? { lookup: beakLookup, hash: beakHash } : undefined;
  const isTaken = beak !== undefined && passwordHash !== null && (await isBeakTaken(tx, beak.lookup));
  const person = {
    name,
    email,
    roles,
    details,
    passwordHash: passwordHash ?? undefined,
    beak: isTaken ? undefined : beak,
  };
  return { user: await people.add(tx, person), isBeakTaken: isTaken };
}
