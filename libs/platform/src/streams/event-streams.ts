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
  help: 'Server-sent event streams open on this instance',
  labelNames: ['of'],
});

/** The limit of open streams per person on one instance: a few tabs on a few devices. */
export const mostStreamsOfOne = 32;
/** The limit of open streams on one instance. */
export const mostStreams = 1000;
const retrySeconds = 5;

const aliveMilliseconds = 15_000;
const authorizationMilliseconds = 5000;

/** Manages the lifecycle of all server-sent event streams. */
@Injectable()
export class EventStreams implements BeforeApplicationShutdown {
  private readonly openBy = new Map<string, number>();
  private open = 0;
  // Replayed, so that streams opened while the service stops end as well and do not delay the stop.
  private readonly stopping = new ReplaySubject<void>(1);
  // All streams are authorized again in the same turn of the event loop, so one query looks up all their people.
  private readonly authorizations = interval(authorizationMilliseconds).pipe(share());

  /** Ends all streams, so that a stopping service does not wait for them; clients reconnect to another instance. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }

  /**
   * Streams `events` to an authorized caller, with a keep-alive comment every 15 seconds for the proxies on the way.
   * Ends when `events` ends, when the service stops, and within seconds when the caller is no longer authorized: the
   * token has expired, or the person was deleted or demoted (A8). `of` names the stream in the gauge `event_streams`.
   * Over the limits, subscribing throws the Problem `too-many-streams` or `no-stream-left`.
   */
  stream(
    of: string,
    events: Observable<MessageEvent>,
    authorization: Authorization,
  ): Observable<MessageEvent> {
    const keepAlives = interval(aliveMilliseconds).pipe(map((): MessageEvent => ({ comment: 'alive' })));
    return defer(() => {
      this.count(of, authorization.principal.id);
      return merge(events.pipe(endWith(undefined)), keepAlives).pipe(
        takeWhile((event) => event !== undefined),
        takeUntil(this.stopping),
        takeUntil(this.refusal(authorization)),
        finalize(() => {
          this.discount(of, authorization.principal.id);
        }),
      );
    });
  }

  /** Emits when the caller is no longer authorized. */
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
        `You already have ${mostStreamsOfOne} event streams open here. Close one, or share one between pages.`,
        { retryAfterSeconds: retrySeconds },
      );
    }
    if (this.open >= mostStreams) {
      throw new Problem(
        'unavailable',
        'no-stream-left',
        'This instance has no free event streams. Try again shortly, and poll for the data meanwhile.',
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

/** Whether the caller is still authorized; true while the database does not answer. */
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
