import { Logger } from '@nestjs/common';

/** The log texts for the beginning and the end of an outage; the reason and the duration are appended. */
export interface OutageTexts {
  began: string;
  ended: string;
}

interface OutageOptions {
  /** A success this soon after a failure does not end the outage, as others may still fail. 0 by default. */
  quietMilliseconds?: number;
  /**
   * Treats all failures as the same kind, whatever their messages and classes: a server that is shutting down fails in
   * more ways than one that is gone.
   */
  isOneKind?: boolean;
}

/** An error that is already logged as an outage, so a loop that meets it does not log it again. */
export class LoggedOutage extends Error {}

/**
 * An outage of something the service depends on: one log line when it begins and one when it ends, without stacks,
 * however many loops and requests notice it. Further failures are logged with LOG_LEVEL=debug.
 */
export class Outage {
  private readonly logger: Logger;
  private readonly kinds = new Set<string>();
  private beganAt: number | undefined;
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    name: string,
    private readonly texts: OutageTexts,
    private readonly options: OutageOptions = {},
  ) {
    this.logger = new Logger(name);
  }

  get isOpen(): boolean {
    return this.beganAt !== undefined;
  }

  /** Records a failure. Logs the first one, and the first of each other kind until the outage ends. */
  began(error: unknown): void {
    this.failedAt = performance.now();
    const kind = this.options.isOneKind ? '' : kindOf(error);
    if (this.isOpen && this.kinds.has(kind)) {
      this.logger.debug(`${this.texts.began}: ${reasonOf(error)}`);
      return;
    }
    this.beganAt ??= this.failedAt;
    this.kinds.add(kind);
    this.logger.warn(`${this.texts.began}: ${reasonOf(error)}`);
  }

  /** Records a success. */
  ended(): void {
    const now = performance.now();
    if (this.beganAt === undefined || now - this.failedAt < (this.options.quietMilliseconds ?? 0)) {
      return;
    }
    const seconds = Math.max(1, Math.round((now - this.beganAt) / 1000));
    this.beganAt = undefined;
    this.kinds.clear();
    this.logger.log(`${this.texts.ended} after ${seconds} s`);
  }
}

// All plain errors are one kind: the message for a failed connection differs from one attempt to the next.
const kindOf = (error: unknown): string =>
  error instanceof Error && error.constructor !== Error ? error.constructor.name : 'Error';

const longestReason = 500;

/** The reason for an error in one line, without the stack. */
export function reasonOf(error: unknown): string {
  const reasons = error instanceof AggregateError ? error.errors.map(reasonOf) : [messageOf(error)];
  const reason = [...new Set(reasons)].join('; ').replaceAll(/\s+/g, ' ');
  return reason.length > longestReason ? `${reason.slice(0, longestReason)}…` : reason;
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.message || ('code' in error ? String(error.code) : error.name);
};

/**
 * The outage of the service's own database; a process has one. Connections fail and recover together, so a success
 * among failures does not end it yet.
 */
export const databaseOutage = new Outage(
  'Database',
  { began: 'the database does not answer; retrying until it does', ended: 'the database answers again' },
  { quietMilliseconds: 1000, isOneKind: true },
);
