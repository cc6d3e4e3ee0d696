import { userFromOwner, type UserFromOwner } from '@ates/contracts';
import {
  copiesChanged,
  Database,
  Problem,
  ServiceCalls,
  ServicePart,
  withinTime,
  withoutTrailingSlashes,
} from '@ates/platform';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { fetchByIds } from '../calls/fetch-by-ids.js';

/** Injects Auth's base URL. */
export const authUrl = Symbol('authUrl');

/** The URL under which Auth serves people. */
export const usersUrlOf = (url: string): string => `${withoutTrailingSlashes(url)}/users`;

const timeoutMilliseconds = 2500;
const maxRequests = 200;
const unknownMilliseconds = 10_000;
const unansweredMilliseconds = 1000;
const maxRemembered = 10_000;

/** Why a person could not be cached: Auth has no such person, or did not answer. */
interface Unknown {
  why: 'no such person' | 'no answer';
  /** As `performance.now()` counts. */
  until: number;
}

/**
 * Asks Auth about people with a verified token who are not cached, and caches those it has (T11). Requests about one
 * person are coalesced, and an unhelpful answer is remembered briefly, so that unknown people cannot flood Auth. At
 * most 200 people are asked about at a time.
 */
@Injectable()
export class UnknownPeople {
  private readonly logger = new Logger(UnknownPeople.name);
  private readonly requests = new Map<string, Promise<boolean>>();
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
   * Returns true when Auth has the person, who is cached from then on; false when it has not. Throws the Problem
   * `person-not-known-yet` when Auth does not answer within 2.5 seconds, or too many people are being asked about. A
   * read-only instance never asks Auth: it cannot cache the person and could miss their deletion (S9).
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
    return this.requests.get(personId) ?? this.start(personId);
  }

  private start(personId: string): Promise<boolean> {
    if (this.requests.size >= maxRequests) {
      throw notKnownYet();
    }
    const request = this.request(personId).finally(() => this.requests.delete(personId));
    this.requests.set(personId, request);
    return request;
  }

  private async request(personId: string): Promise<boolean> {
    const person = await this.fetch(personId).catch((error: unknown) => {
      this.logger.warn(`rejected ${personId}, since Auth could not be asked about them: ${String(error)}`);
      this.remember(personId, { why: 'no answer', until: performance.now() + unansweredMilliseconds });
      throw notKnownYet();
    });
    if (!person) {
      this.remember(personId, { why: 'no such person', until: performance.now() + unknownMilliseconds });
      return false;
    }
    await this.store(personId, person);
    return true;
  }

  /** Returns undefined when Auth has no such person. Throws when Auth does not answer. */
  private async fetch(personId: string): Promise<UserFromOwner | undefined> {
    // A queued call checks the signal only when its turn comes; the limit does not wait for that.
    const answer = await withinTime(timeoutMilliseconds, (signal) =>
      fetchByIds(this.calls, this.usersUrl, [personId], userFromOwner, signal),
    );
    const refusal = answer.refused.get(personId);
    if (refusal !== undefined) {
      throw new Error(refusal);
    }
    return answer.found.get(personId);
  }

  /** Does nothing if an event or a fetch was faster: those know at least as much. A stale row is fetched anyway. */
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

  private remember(personId: string, unknown: Unknown): void {
    const [oldest] = this.unknown.keys();
    if (this.unknown.size >= maxRemembered && oldest !== undefined) {
      this.unknown.delete(oldest);
    }
    // Reinserted at the end, since a Map keeps insertion order.
    this.unknown.delete(personId);
    this.unknown.set(personId, unknown);
  }
}

/** Thrown by a read-only instance for a person with a verified token who is not cached. */
export const notKnownToReads = (): Problem =>
  new Problem(
    'unavailable',
    'person-not-known-yet',
    'This service does not know you yet, and the part that could look you up is down or being updated. Try again in ' +
      'a few minutes.',
    { retryAfterSeconds: 5 },
  );

const notKnownYet = (): Problem =>
  new Problem(
    'unavailable',
    'person-not-known-yet',
    'This service does not know you yet and could not ask Auth who you are. Try again in a moment.',
    { retryAfterSeconds: 1 },
  );
