import { Logger } from '@nestjs/common';

/** What the log says when an outage begins and when it ends; the reason and the duration are added. */
export interface OutageWords {
  began: string;
  ended: string;
}

export interface OutageHabits {
  /** A success so soon after a failure ends nothing, since others may fail still. 0 when left out. */
  quietMilliseconds?: number;
  /** All failures are of one kind, in whichever words they come: a server that shuts down says more than one that is gone. */
  isOneKind?: boolean;
}

/** An error that the log tells of already, as an outage: a loop that meets it need not say it again. */
export class LoggedOutage extends Error {}

/**
 * Something that the service depends on and that is away for a time: one log line when that begins and one when it ends,
 * without stacks, however many loops and requests notice it. What happens between is there with LOG_LEVEL=debug.
 */
export class Outage {
  private readonly logger: Logger;
  private readonly kinds = new Set<string>();
  private beganAt: number | undefined;
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    name: string,
    private readonly words: OutageWords,
    private readonly habits: OutageHabits = {},
  ) {
    this.logger = new Logger(name);
  }

  get isOpen(): boolean {
    return this.beganAt !== undefined;
  }

  /** It failed. Said once, and once more for each other kind of failure until it works. */
  began(error: unknown): void {
    this.failedAt = performance.now();
    const kind = this.habits.isOneKind ? '' : kindOf(error);
    if (this.isOpen && this.kinds.has(kind)) {
      this.logger.debug(`${this.words.began}: ${reasonOf(error)}`);
      return;
    }
    this.beganAt ??= this.failedAt;
    this.kinds.add(kind);
    this.logger.warn(`${this.words.began}: ${reasonOf(error)}`);
  }

  /** It worked. */
  ended(): void {
    const now = performance.now();
    if (this.beganAt === undefined || now - this.failedAt < (this.habits.quietMilliseconds ?? 0)) {
      return;
    }
    const seconds = Math.max(1, Math.round((now - this.beganAt) / 1000));
    this.beganAt = undefined;
    this.kinds.clear();
    this.logger.log(`${this.words.ended} after ${seconds} s`);
  }

  /** Nobody asks any more: what fails from now on is a new outage. */
  forget(): void {
    this.beganAt = undefined;
    this.kinds.clear();
  }
}

// All that keeps a connection from being made is one kind: the words differ from one try to the next.
const kindOf = (error: unknown): string =>
  error instanceof Error && error.constructor !== Error ? error.constructor.name : 'Error';

const longestReason = 500;

/** What went wrong in one line, without the stack. */
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
 * The service's own database, of which a process has one. Connections fail together and come back together, so a success
 * among failures is no end yet.
 */
export const databaseOutage = new Outage(
  'Database',
  { began: 'the database does not answer, trying again until it does', ended: 'the database answers again' },
  { quietMilliseconds: 1000, isOneKind: true },
);
