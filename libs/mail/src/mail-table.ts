import { Logger } from '@nestjs/common';
import { storableText, type Database } from '@ates/platform';
import type { MailAttempt } from './mail-attempt.js';

/** A mail that this instance has claimed and is about to send. */
export interface ClaimedMail {
  id: string;
  /** The number of this attempt, starting at 1. */
  attempt: number;
}

/** Longer than any attempt can take: an attempt older than this belongs to an instance that died. */
const lostAfterSeconds = 180;

const longestReason = 500;

/** Counting a backlog of a large company would take a second; that it is one shows before. */
const mostCounted = 10_000;

// An attempt that counts as lost must change nothing: another one may be in progress.
const byThisAttempt = `where id = $1 and attempts = $2 and state = 'pending'`;

/**
 * A table of mails, the durable queue of a `MailLoop`. It has the columns `id`, `state` (`pending`, `sent`, `parked`, or
 * another in which a mail is not sent), `attempts`, `next_attempt_at`, `last_error` and `sent_at`. While an attempt is in
 * progress, `next_attempt_at` is when it counts as lost, because the instance that made it is gone.
 */
export class MailTable {
  private readonly logger = new Logger('Mails');

  constructor(private readonly name: string) {}

  /** Returns whether a mail is due. Claims nothing. */
  async isDue(database: Database): Promise<boolean> {
    const [row] = await database.query<{ is_due: boolean }>(
      `select exists (select from ${this.name} where state = 'pending' and next_attempt_at <= now()) as is_due`,
    );
    return row?.is_due ?? false;
  }

  /**
   * SQL: a CTE `claimed` with the row of the longest-due mail, which it claims for one attempt; empty if none is due.
   * Other instances do not see it until the outcome is recorded or the attempt counts as lost. `also` sets more columns.
   */
  claimed(also = ''): string {
    return `
      with due as (
        select id from ${this.name}
        where state = 'pending' and next_attempt_at <= now()
        order by next_attempt_at
        limit 1
        for update skip locked
      ), claimed as (
        update ${this.name} set attempts = attempts + 1,
          next_attempt_at = now() + make_interval(secs => ${lostAfterSeconds}) ${also && `, ${also}`}
        from due where ${this.name}.id = due.id
        returning ${this.name}.*
      )`;
  }

  /** The attempt that a mail was claimed for, for `makeMailAttempt`. Logs what the mail server permanently refuses. */
  attempt(database: Database, claimed: ClaimedMail, send: MailAttempt['send']): MailAttempt {
    const { id, attempt } = claimed;
    return {
      number: attempt,
      send,
      markSent: () =>
        database.query(
          `update ${this.name} set state = 'sent', sent_at = now(), last_error = null where id = $1 and state <> 'sent'`,
          [id],
        ),
      park: async (reason) => {
        await this.end(database, claimed, 'parked', reason);
        this.logger.warn(`Parked ${this.name} ${id}, which can't be delivered: ${reason}`);
      },
      scheduleRetry: (reason, seconds) =>
        database.query(
          `update ${this.name} set last_error = $3, next_attempt_at = now() + make_interval(secs => $4) ${byThisAttempt}`,
          [id, attempt, storableText(reason, longestReason), seconds],
        ),
    };
  }

  /** Ends the attempts to send a claimed mail: it can't be delivered (`parked`), or is no longer wanted (`outdated`). */
  end(
    database: Database,
    { id, attempt }: ClaimedMail,
    state: 'parked' | 'outdated',
    reason: string,
  ): Promise<unknown> {
    return database.query(`update ${this.name} set state = $3, last_error = $4 ${byThisAttempt}`, [
      id,
      attempt,
      state,
      storableText(reason, longestReason),
    ]);
  }

  /** The number of mails waiting to be sent, and of parked ones; counting stops at 10,000 each. */
  async countUnsent(database: Database): Promise<{ pending: number; parked: number }> {
    const [row] = await database.query<{ pending: number; parked: number }>(
      `select ${this.count('pending')} as pending, ${this.count('parked')} as parked`,
      [mostCounted],
    );
    return row ?? { pending: 0, parked: 0 };
  }

  private count(state: string): string {
    return `(
      select count(*)::int from (select from ${this.name} where state = '${state}' order by next_attempt_at limit $1) as unsent)`;
  }
}
