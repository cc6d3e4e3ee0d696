import { Injectable } from '@nestjs/common';
import { currentContext, Database } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { FailureCounts } from '../limits/failure-counts.js';

/** What a person showed. */
export type SignInMethod = 'password' | 'beak';

export interface FailedSignIn {
  /** The e-mail that was named, without capitals, whether or not it is anybody's; or the device that was shown a beak. */
  account: string;
  /** Whose account it is; undefined where there is no account. */
  personId: string | undefined;
  method: SignInMethod;
  clientId: string | undefined;
}

/**
 * Signing in, as the security log has it (A10). There is no change to commit with, so each entry has a transaction of its
 * own; where it can't be written, the sign-in fails. An e-mail without an account is not recorded: it may be a password that
 * was typed into the wrong field.
 */
@Injectable()
export class SignInLog {
  constructor(
    private readonly database: Database,
    private readonly failures: FailureCounts,
  ) {}

  async succeeded(personId: string, amr: readonly string[], clientId: string | undefined): Promise<void> {
    await recordSecurity(this.database, {
      action: 'sign-in.succeeded',
      actor: { kind: 'person', id: personId },
      subject: { kind: 'person', id: personId },
      clientId,
      details: { amr },
    });
  }

  /** A wrong password or beak. */
  async failed(attempt: FailedSignIn): Promise<void> {
    await this.record('failed', attempt);
  }

  /** An attempt that was refused because there were too many. */
  async lockedOut(attempt: FailedSignIn): Promise<void> {
    await this.record('locked-out', attempt);
  }

  private async record(
    kind: 'failed' | 'locked-out',
    { account, personId, method, clientId }: FailedSignIn,
  ): Promise<void> {
    const within_hour = await this.failures.note(kind, account, currentContext().address ?? '');
    if (within_hour !== undefined) {
      await recordSecurity(this.database, {
        action: `sign-in.${kind}`,
        ...(personId === undefined ? {} : { subject: { kind: 'person', id: personId } }),
        clientId,
        details: { method, within_hour },
      });
    }
  }

  async signedOut(personId: string, clientId: string | undefined): Promise<void> {
    await recordSecurity(this.database, {
      action: 'sign-out',
      actor: { kind: 'person', id: personId },
      subject: { kind: 'person', id: personId },
      clientId,
    });
  }
}
