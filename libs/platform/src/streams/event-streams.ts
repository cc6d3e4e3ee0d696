import { Injectable, type BeforeApplicationShutdown, type MessageEvent } from '@nestjs/common';
import {
  defer,
  endWith,
  exhaustMap,
  filter,
  finalize,
  interval,
  map,
  merge,
  ReplaySubject,
  share,
  takeUntil,
  takeWhile,
  type Observable,
} from 'rxjs';
import type { Authorization } from '../access.js';
import { isDatabaseFailure } from '../database/failures.js';
import { Gauge } from '../metrics.js';
import { Problem } from '../problem.js';

const openStreams = new Gauge({
  name: 'event_streams',
  help: 'Streams of server-sent events that are open through this instance',
  labelNames: ['of'],
});

/** What an instance keeps open for one person: a few tabs on a few devices. */
export const mostStreamsOfOne = 32;
/** What an instance keeps open in all. */
export const mostStreams = 1000;
const retrySeconds = 5;

const aliveMilliseconds = 15_000;
const authorizationMilliseconds = 5000;

/** Streams of server-sent events, alike in how they live and end. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly openBy = new Map<string, number>();
  private open = 0;
  // Whoever comes while the service stops is told so as well, and does not keep it from stopping.
  private readonly stopping = new ReplaySubject<void>(1);
  // All are judged in the same turn of the event loop, so that the people among them are looked up by one query.
  private readonly authorizations = interval(authorizationMilliseconds).pipe(share());

  /** A stopping service does not wait for those who listen; they come again, to another instance. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }

  /**
   * Sends `events` to whoever was let in, with a comment every 15 seconds as a sign of life, for what is on the way.
   * Ends with them, when the service stops, and within seconds when the caller would not be let in any more: the token
   * ran out, the person was deleted or demoted (A8). `of` names the stream in the gauge `event_streams`. Whoever
   * subscribes to more than may be open is answered with the Problem `too-many-streams` or `no-stream-left`.
   */
  stream(of: string, events: Observable<MessageEvent>, authorization: Authorization): Observable<MessageEvent> {
    const signsOfLife = interval(aliveMilliseconds).pipe(map((): MessageEvent => ({ comment: 'alive' })));
    return defer(() => {
      this.count(of, authorization.principal.id);
      return merge(events.pipe(endWith(undefined)), signsOfLife).pipe(
        takeWhile((event) => event !== undefined),
        takeUntil(this.stopping),
        takeUntil(this.refusal(authorization)),
        finalize(() => {
          this.discount(of, authorization.principal.id);
        }),
      );
    });
  }

  /** Tells once the caller would no longer be let in. */
  private refusal(authorization: Authorization): Observable<boolean> {
    return this.authorizations.pipe(
      exhaustMap(() => holds(authorization)),
      filter((stillHolds) => !stillHolds),
    );
  }

  private count(of: string, caller: string): void {
    const openOfOne = this.openBy.get(caller) ?? 0;
    if (openOfOne >= mostStreamsOfOne) {
      throw new Problem(
        'too-many',
        'too-many-streams',
        `You have ${mostStreamsOfOne} streams open here. Close one, or let several pages share one.`,
        { retryAfterSeconds: retrySeconds },
      );
    }
    if (this.open >= mostStreams) {
      throw new Problem(
        'unavailable',
        'no-stream-left',
        'As many streams are open as this instance takes. Try again shortly, and ask for the data meanwhile.',
        { retryAfterSeconds: retrySeconds },
      );
    }
    this.open += 1;
    this.openBy.set(caller, openOfOne + 1);
    openStreams.inc({ of });
  }

  private discount(of: string, caller: string): void {
    const left = (this.openBy.get(caller) ?? 0) - 1;
    this.open -= 1;
    if (left > 0) {
      this.openBy.set(caller, left);
    } else {
      this.openBy.delete(caller);
    }
    openStreams.dec({ of });
  }
}

/** A database that does not answer says nothing against the caller. */
async function holds(authorization: Authorization): Promise<boolean> {
  try {
    return await authorization.stillHolds();
  } catch (error) {
    if (isDatabaseFailure(error)) {
      return true;
    }
    throw error;
  }
}
