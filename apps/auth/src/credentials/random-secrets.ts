import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const hashPrefix = 'sha256:';

/** A client's random secret of 256 bits. */
export const newRandomSecret = (): string => randomBytes(32).toString('base64url');

/** Whether a secret has the form of `newRandomSecret`, so that a person has not chosen it. */
export const isRandomSecret = (secret: string): boolean => /^[\w-]{43}$/.test(secret);

/**
 * The hash of a random secret. No one can guess 256 random bits, so a fast hash keeps them as safe as argon2id, which
 * takes some 20 milliseconds of a core.
 */
export const hashOfRandomSecret = (secret: string): string =>
  `${hashPrefix}${createHash('sha256').update(secret).digest('base64url')}`;

/** False for a hash by argon2id. */
export const isHashOfRandomSecret = (stored: string): boolean => stored.startsWith(hashPrefix);

/** Whether a random secret has this hash. How long that takes reveals nothing about the hash. */
export function matchesRandomSecret(stored: string, secret: string): boolean {
  const [expected, actual] = [Buffer.from(stored), Buffer.from(hashOfRandomSecret(secret))];
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
