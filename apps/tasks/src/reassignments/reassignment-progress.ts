import { Injectable, type MessageEvent } from '@nestjs/common';
import { distinctUntilChanged, finalize, map, ReplaySubject, share, takeWhile, type Observable } from 'rxjs';
import type { Reassignment } from '@ates/contracts';
import { repeatedly } from '@ates/platform';
import { ReassignmentsQueries } from './reassignments.queries.js';

const idleMilliseconds = { first: 200, longest: 1000 };

/**
 * Streams the progress of reassignments. All viewers of a reassignment share one query, and since it reads the
 * database, any instance can serve them (T4).
 */
@Injectable()
export class ReassignmentProgress {
  private readonly watched = new Map<string, Observable<Reassignment>>();

  constructor(private readonly queries: ReassignmentsQueries) {}

  /** Emits the current state, then each change until the reassignment is completed. */
  events(id: string): Observable<MessageEvent> {
    return this.watch(id).pipe(map((data) => ({ type: 'progress', data })));
  }

  private watch(id: string): Observable<Reassignment> {
    const known = this.watched.get(id);
    if (known) {
      return known;
    }
    const watched = repeatedly(() => this.queries.one(id), idleMilliseconds).pipe(
      distinctUntilChanged((before, now) => JSON.stringify(before) === JSON.stringify(now)),
      takeWhile(({ state }) => state !== 'completed', true),
      finalize(() => this.watched.delete(id)),
      // Late subscribers get the latest state at once.
      share({ connector: () => new ReplaySubject(1) }),
    );
    this.watched.set(id, watched);
    return watched;
  }
}
