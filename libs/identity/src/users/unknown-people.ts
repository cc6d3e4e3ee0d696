import { userFromOwner, type UserFromOwner } from '@ates/contracts';
import {
  copiesChanged,
  Database,
  Problem,
  ServiceCalls,
  ServicePart,
  withoutTrailingSlashes,
} from '@ates/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { fetchByIds } from '../calls/fetch-by-ids.js';

/** Injects Auth's address. */
export const authUrl = Symbol('authUrl');

/** Where Auth serves people. */
export const usersUrlOf = (url: string): string => `${withoutTrailingSlashes(url)}/users`;

const patienceMilliseconds = 2500;
const mostQuestions = 200;
const strangerMilliseconds = 10_000;
const unansweredMilliseconds = 1000;
const mostKept = 10_000;

/** What Auth said of somebody who is not in the cache: that there is no such person, or nothing. */
interface Unknown {
  why: 'no such person' | 'no answer';
  /** As `performance.now()` counts. */
  until: number;
}

/**
 * Asks Auth about people who show a good token and are not in the cache, and puts those it has into the cache (T11).
 * However many requests a person makes, one question at a time is asked about them, and an answer that is of no help is
 * kept for a moment; so strangers are no flood to Auth. At most 200 people are asked about at a time.
 */
@Injectable()
export class UnknownPeople {
  private readonly logger = new Logger(UnknownPeople.name);
  private readonly questions = new Map<string, Promise<boolean>>();
  private readonly unknown = new Map<string, Unknown>();
  private readonly usersUrl: string;

  constructor(
    private readonly database: Database,
    private readonly calls: ServiceCalls,
    @Inject(authUrl) url: string,
    private readonly part: ServicePart,
  ) {
    this.usersUrl = usersUrlOf(url);
  }

  /**
   * True when Auth has the person, who is in the cache from then on; false when it has not. Throws the Problem
   * `person-not-known-yet` when it does not say within 2.5 seconds, or when too many people are asked about. An instance
   * that only reads does not ask Auth: it cannot put them into the cache, and a deletion could pass it by (S9).
   */
  async ask(personId: string): Promise<boolean> {
    if (this.part.onlyReads) {
      throw notKnownToReads();
    }
    const unknown = this.unknown.get(personId);
    if (unknown && performance.now() < unknown.until) {
      if (unknown.why === 'no answer') {
        throw notKnownYet();
      }
      return false;
    }
    return this.questions.get(personId) ?? this.begin(personId);
  }

  private begin(personId: string): Promise<boolean> {
    if (this.questions.size >= mostQuestions) {
      throw notKnownYet();
    }
    const question = this.question(personId).finally(() => this.questions.delete(personId));
    this.questions.set(personId, question);
    return question;
  }

  private async question(personId: string): Promise<boolean> {
    const person = await this.fetch(personId).catch((error: unknown) => {
      this.logger.warn(`${personId} is refused, since Auth cannot be asked about them: ${String(error)}`);
      this.keep(personId, { why: 'no answer', until: performance.now() + unansweredMilliseconds });
      throw notKnownYet();
    });
    if (!person) {
      this.keep(personId, { why: 'no such person', until: performance.now() + strangerMilliseconds });
      return false;
    }
    await this.store(personId, person);
    return true;
  }

  /** Undefined when Auth has no such person; throws when it does not say. */
  private async fetch(personId: string): Promise<UserFromOwner | undefined> {
    const signal = AbortSignal.timeout(patienceMilliseconds);
    const answer = await Promise.race([
      fetchByIds(this.calls, this.usersUrl, [personId], userFromOwner, signal),
      // A call that waits for its turn looks at the signal when that comes.
      endOf(signal),
    ]);
    const refusal = answer.refused.get(personId);
    if (refusal !== undefined) {
      throw new Error(refusal);
    }
    return answer.found.get(personId);
  }

  /** Unless an event or a fetch was quicker: those know at least as much. A row that is stale is fetched all the same. */
  private async store(personId: string, { name, email, roles }: UserFromOwner): Promise<void> {
    await this.database.query(
      `insert into cached_user as known (id, name, email, roles, is_known, is_stale, changed_at)
       values ($1, $2, $3, $4, true, false, '-infinity')
       on conflict (id) do update
       set name = excluded.name, email = excluded.email, roles = excluded.roles, is_known = true
       where not known.is_known and not known.is_deleted`,
      [personId, name, email, roles],
    );
    this.database.signals.give(copiesChanged('cached_user'));
  }

  private keep(personId: string, unknown: Unknown): void {
    const [oldest] = this.unknown.keys();
    if (this.unknown.size >= mostKept && oldest !== undefined) {
      this.unknown.delete(oldest);
    }
    // Put at the end: a Map keeps the order in which keys came.
    this.unknown.delete(personId);
    this.unknown.set(personId, unknown);
  }
}

const endOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('Auth did not answer in time')), { once: true });
  });

/** Thrown by an instance that only reads, for somebody with a good token who is not in the cache. */
export const notKnownToReads = (): Problem =>
  new Problem(
    'unavailable',
    'person-not-known-yet',
    'This service does not know you yet, and the part of it that could ask who you are is away or being updated. Try ' +
      'again in a few minutes.',
    { retryAfterSeconds: 5 },
  );

const notKnownYet = (): Problem =>
  new Problem(
    'unavailable',
    'person-not-known-yet',
    'This service does not know you yet and could not ask Auth who you are. Try again in a moment.',
    { retryAfterSeconds: 1 },
  );
