import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { composed } from '@ates/contracts';
import { Counter } from '@ates/platform';

// OWASP's first choice for argon2id. Algorithm 2 is argon2id; the package's enum does not exist at run time.
const argon2id = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/** Each check takes some milliseconds of a core: the cost of signing in. Counts checks for unknown accounts, too. */
const passwordChecks = new Counter({
  name: 'password_checks_total',
  help: 'Passwords and secrets compared with a hash by argon2id',
});

/**
 * Hashes and compares passwords and secrets with argon2id, after Unicode normalization: keyboards encode accents
 * differently.
 */
@Injectable()
export class Passwords {
  private readonly dummyHash = hash('the password of no account', argon2id);

  /** A salted hash to store. */
  hash(password: string): Promise<string> {
    return hash(composed(password), argon2id);
  }

  /** Whether the password matches the stored hash. Without a hash it never does, but the check takes the same time. */
  async matches(stored: string | undefined, password: string): Promise<boolean> {
    const spelling = composed(password);
    // Passwords stored before normalization was introduced must still match.
    const isRight =
      (await this.verifies(stored, spelling)) ||
      (spelling !== password && (await this.verifies(stored, password)));
    return isRight && stored !== undefined;
  }

  private async verifies(stored: string | undefined, secret: string): Promise<boolean> {
    passwordChecks.inc();
    return verify(stored ?? (await this.dummyHash), secret);
  }
}
