import { Injectable } from '@nestjs/common';
import { Problem } from '@ates/platform';
import { AttemptLimits, type Asker } from '../limits/attempt-limits.js';
import { beakMethods } from '../credentials/beak-methods.js';
import { SignInLog, type FailedSignIn } from './sign-in-log.js';

/** Attempts to sign in: `AttemptLimits` counts them, and the security log records failures (A10). */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly limits: AttemptLimits,
    private readonly log: SignInLog,
  ) {}

  /**
   * Makes an attempt at an account; `isRight` checks the secret. Returns its result. Throws the Problem
   * `too-many-attempts`.
   */
  async atAccount(shown: FailedSignIn, asker: Asker, isRight: () => Promise<boolean>): Promise<boolean> {
    await this.orLockedOut(shown, () => this.limits.signIn(shown.account, asker));
    const isGood = await isRight();
    await (isGood ? this.limits.signedIn(shown.account, asker) : this.log.failed(shown));
    return isGood;
  }

  /**
   * Makes an attempt at a registered device; `find` returns the beak's owner. Throws the Problem `too-many-attempts`.
   */
  async atDevice(deviceId: string, find: () => Promise<string | undefined>): Promise<string | undefined> {
    const shown = { account: deviceId, personId: undefined, method: 'beak', clientId: deviceId } as const;
    await this.orLockedOut(shown, () => this.limits.deviceSignIn(deviceId));
    const personId = await find();
    if (personId === undefined) {
      await this.log.failed(shown);
      return undefined;
    }
    await this.limits.deviceSignedIn(deviceId);
    await this.log.succeeded(personId, beakMethods, deviceId);
    return personId;
  }

  private async orLockedOut(shown: FailedSignIn, count: () => Promise<void>): Promise<void> {
    try {
      await count();
    } catch (error) {
      if (error instanceof Problem && error.kind === 'too-many') {
        await this.log.lockedOut(shown);
      }
      throw error;
    }
  }
}
