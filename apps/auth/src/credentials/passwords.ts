import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { Counter } from '@ates/platform';

// OWASP's first choice for argon2id. Algorithm 2 is argon2id; the package's enum does not exist at run time.
const argon2id = { algorithm: 2, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/** Each takes some milliseconds of a core: what sign-in costs. Told for every check, of an account that is there or not. */
const passwordChecks = new Counter({
  name: 'password_checks_total',
  help: 'Passwords and secrets compared with a hash by argon2id',
});

/** Passwords and secrets as argon2id hashes. */
@Injectable()
export class Passwords {
  private readonly hashOfNobody = hash('the password of nobody', argon2id);

  /** A salted hash to store. */
  hash(password: string): Promise<string> {
    return hash(password, argon2id);
  }

  /** Whether the password is the one of the hash. Without a hash it is not, which takes as long to find out. */
  async matches(stored: string | undefined, password: string): Promise<boolean> {
    passwordChecks.inc();
    const isRight = await verify(stored ?? (await this.hashOfNobody), password);
    return isRight && stored !== undefined;
  }
}
