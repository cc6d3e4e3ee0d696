import { Injectable } from '@nestjs/common';
import { currentContext, Database } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { FailureCounts } from '../limits/failure-counts.js';
import { storeSignIn } from './last-sign-ins.js';

/** The credential used in an attempt. */
export type SignInMethod = 'password' | 'beak';

export interface FailedSignIn {
  /**
   * The e-mail entered, in lower case, whether or not anyone has it; or the id of the device where a beak was shown.
   */
  account: string;
  /** The account's owner; undefined if there is no such account. */
  personId: string | undefined;
  method: SignInMethod;
  clientId: string | undefined;
}

/**
 * Records sign-ins and sign-outs in the security log (A10), and with a sign-in when it was. There is no other change to
 * commit with, so each entry has its own transaction; if it can't be written, the sign-in fails. An unknown e-mail is not recorded, because it may be
 * a password typed into the wrong field.
 */
@Injectable()
export class SignInLog {
  constructor(
    private readonly database: Database,
    private readonly failures: FailureCounts,
  ) {}

  async succeeded(personId: string, amr: readonly string[], clientId: string | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      await storeSignIn(tx, personId);
      await recordSecurity(tx, {
        action: 'sign-in.succeeded',
        actor: { kind: 'person', id: personId },
        subject: { kind: 'person', id: personId },
        clientId,
        details: { amr },
      });
    });
  }

  /** Records a wrong password or beak. */
  async failed(attempt: FailedSignIn): Promise<void> {
    await this.record('failed', attempt);
  }

  /** Records an attempt that was refused because there were too many. */
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
