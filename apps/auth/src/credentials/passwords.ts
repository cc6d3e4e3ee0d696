import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { composed } from '@ates/contracts';
import { Counter } from '@ates/platform';

// OWASP's first choice for argon2id. Algorithm 2 is argon2id; the package's enum does not exist at run time.
const argon2id = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/** Each takes some milliseconds of a core: what sign-in costs. Told for every check, of an account that is there or not. */
const passwordChecks = new Counter({
  name: 'password_checks_total',
  help: 'Passwords and secrets compared with a hash by argon2id',
});

/** Passwords and secrets as argon2id hashes, of their one spelling: keyboards send an accent in more ways than one. */
@Injectable()
export class Passwords {
  private readonly hashOfNobody = hash('the password of nobody', argon2id);

  /** A salted hash to store. */
  hash(password: string): Promise<string> {
    return hash(composed(password), argon2id);
  }

  /** Whether the password is the one of the hash. Without a hash it is not, which takes as long to find out. */
  async matches(stored: string | undefined, password: string): Promise<boolean> {
    const spelling = composed(password);
    // One that was set as another spelling, before all were stored as one, stays right.
    const isRight =
      (await this.verifies(stored, spelling)) ||
      (spelling !== password && (await this.verifies(stored, password)));
    return isRight && stored !== undefined;
  }

  private async verifies(stored: string | undefined, secret: string): Promise<boolean> {
    passwordChecks.inc();
    return verify(stored ?? (await this.hashOfNobody), secret);
  }
}
