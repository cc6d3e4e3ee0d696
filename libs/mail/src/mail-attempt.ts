import { abortedAfter, isDatabaseFailure, outsideLease } from '@ates/platform';
import { MailRefused, MailServerFailed } from './mailer.js';

const attemptMilliseconds = 60_000;
const firstPauseSeconds = 2;
const longestPauseSeconds = 1800;

/** An attempt to send a mail of a durable queue, which has counted the attempt already. */
export interface MailAttempt {
  /** The number of this attempt, starting at 1. */
  number: number;
  /** Aborted after a minute. May use the database before the mail is sent, but not afterwards. */
  send: (signal: AbortSignal) => Promise<void>;
  /** Records that the server has accepted the mail, whatever else was recorded in the meantime. */
  markSent: () => Promise<unknown>;
  /** Records that the mail can never be delivered. */
  park: (reason: string) => Promise<unknown>;
  /** Records that the next attempt is due in `seconds`. */
  scheduleRetry: (reason: string, seconds: number) => Promise<unknown>;
}

/**
 * Makes an attempt and records its outcome. If the process crashes between the server's acceptance and the record, the
 * mail is sent again with the same Message-ID. Throws MailServerFailed after recording it, so that the caller backs off
 * instead of trying every other mail, and failures of the database, LeaseLost among them.
 */
export async function makeMailAttempt(attempt: MailAttempt, signal: AbortSignal): Promise<void> {
  try {
    await abortedAfter(attemptMilliseconds, signal, attempt.send);
  } catch (error) {
    await outsideLease(() => recordFailure(attempt, error));
    return;
  }
  // Record a sent mail even if another instance now holds the lease: otherwise it would be sent again.
  await outsideLease(() => attempt.markSent());
}

async function recordFailure({ number, park, scheduleRetry }: MailAttempt, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  if (isDatabaseFailure(error)) {
    // Nothing was sent. The holder of the lease need not wait until this attempt counts as lost.
    await scheduleRetry(reason, pauseSeconds(number)).catch(() => undefined);
    throw error;
  }
  if (error instanceof MailRefused) {
    await park(reason);
    return;
  }
  await scheduleRetry(reason, pauseSeconds(number));
  if (error instanceof MailServerFailed) {
    throw error;
  }
}

/** The back-off after failed attempt number `attempt`, in seconds: doubles up to half an hour, with jitter. */
export function pauseSeconds(attempt: number, random = Math.random()): number {
  const full = Math.min(longestPauseSeconds, firstPauseSeconds * 2 ** (attempt - 1));
  return full * (0.75 + random / 4);
}
