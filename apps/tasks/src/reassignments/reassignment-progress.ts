import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import {
  defer,
  distinctUntilChanged,
  exhaustMap,
  filter,
  finalize,
  map,
  merge,
  ReplaySubject,
  share,
  takeUntil,
  takeWhile,
  timer,
  type Observable,
} from 'rxjs';
import type { Reassignment } from '@ates/contracts';
import { CachedUsers } from '@ates/identity';
import { Gauge, hasRole, type Principal } from '@ates/platform';
import { rolesThatManageTasks } from '../tasks/task.entity.js';
import { ReassignmentsQueries } from './reassignments.queries.js';

const openStreams = new Gauge({
  name: 'reassignment_progress_streams',
  help: 'How many watch the progress of a reassignment through this instance',
});

const lookMilliseconds = 200;
const aliveMilliseconds = 15_000;
const accessMilliseconds = 5000;

/** One server-sent event. */
export interface ProgressEvent {
  type: 'progress' | 'alive';
  /** The reassignment as it stands; empty in a sign of life. */
  data: Reassignment | string;
}

const signOfLife: ProgressEvent = { type: 'alive', data: '' };

/**
 * The progress of reassignments, for as many as like to watch: one query for all who watch the same one, from the
 * database, so that any instance can tell (T4).
 */
@Injectable()
export class ReassignmentProgress implements BeforeApplicationShutdown {
  private readonly watched = new Map<string, Observable<Reassignment>>();
  // Whoever comes while the service stops is told so as well, and does not keep it from stopping.
  private readonly stopping = new ReplaySubject<void>(1);

  constructor(
    private readonly queries: ReassignmentsQueries,
    private readonly people: CachedUsers,
  ) {}

  /** A stopping service does not wait for those who watch; they come again, to another instance. */
  beforeApplicationShutdown(): void {
    this.stopping.next();
  }

  /**
   * As it stands now, then at each change until it is completed; between them a sign of life, for what is on the way.
   * Ends within seconds when `person` is deleted or demoted meanwhile (A8).
   */
  events(id: string, person: Principal): Observable<ProgressEvent> {
    return defer(() => {
      openStreams.inc();
      const progress = this.watch(id).pipe(map((data): ProgressEvent => ({ type: 'progress', data })));
      const alive = timer(aliveMilliseconds, aliveMilliseconds).pipe(map(() => signOfLife));
      return merge(progress, alive).pipe(
        takeWhile(({ data }) => typeof data === 'string' || data.state !== 'completed', true),
        takeUntil(this.stopping),
        takeUntil(this.refusal(person)),
        finalize(() => {
          openStreams.dec();
        }),
      );
    });
  }

  /** Tells once the person may no longer watch. */
  private refusal(person: Principal): Observable<boolean> {
    return timer(accessMilliseconds, accessMilliseconds).pipe(
      exhaustMap(() => this.mayWatch(person)),
      filter((may) => !may),
    );
  }

  private async mayWatch(person: Principal): Promise<boolean> {
    const known = await this.people.find(person.id);
    return (
      !known || (!known.isDeleted && hasRole({ ...person, roles: known.roles }, ...rolesThatManageTasks))
    );
  }

  private watch(id: string): Observable<Reassignment> {
    const known = this.watched.get(id);
    if (known) {
      return known;
    }
    const watched = timer(0, lookMilliseconds).pipe(
      exhaustMap(() => this.queries.one(id)),
      distinctUntilChanged((before, now) => JSON.stringify(before) === JSON.stringify(now)),
      takeWhile(({ state }) => state !== 'completed', true),
      finalize(() => this.watched.delete(id)),
      // Who comes later is told at once how it stands.
      share({ connector: () => new ReplaySubject(1) }),
    );
    this.watched.set(id, watched);
    return watched;
  }
}
