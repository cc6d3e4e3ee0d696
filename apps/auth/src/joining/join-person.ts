import type { Role } from '@ates/contracts';
import type { Transaction } from '@ates/platform';
import { isBeakTaken } from '../credentials/beak-credentials.js';
import type { User } from '../users/user.entity.js';
import type { NewPeople } from './new-people.js';
import type { StoredRegistration } from './registrations.queries.js';

/** The person who joined, and whether someone else already uses their photo. */
interface Joined {
  user: User;
  isBeakTaken: boolean;
}

/**
 * Turns a registration into a user and publishes the event (A6). If someone else already signs in with the photo, the
 * person joins with just their password. Throws `email-taken`, and `beak-taken` if there is no password.
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
