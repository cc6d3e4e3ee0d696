import {
  catchError,
  defer,
  EMPTY,
  finalize,
  NEVER,
  race,
  repeat,
  Subject,
  switchMap,
  tap,
  timer,
  type Observable,
} from 'rxjs';
import { isDatabaseFailure } from '../database/failures.js';
import { IdlePauses, type IdleRange } from '../idle-pauses.js';

/**
 * Polls with `look` and emits its results, immediately and repeatedly while there is a subscriber. Polls are at least
 * the first pause of `idle` apart and back off to its longest while the result stays the same; an emission of `wakes`
 * ends the back-off. While the database does not answer, it emits nothing and keeps polling.
 */
export const repeatedly = <Seen>(
  look: () => Promise<Seen>,
  idle: IdleRange,
  wakes: Observable<unknown> = NEVER,
): Observable<Seen> =>
  defer(() => {
    const pauses = new Pauses(idle, wakes);
    return defer(look).pipe(
      catchError((error: unknown) => {
        if (isDatabaseFailure(error)) {
          return EMPTY;
        }
        throw error;
      }),
      tap((seen) => pauses.note(seen)),
      repeat({ delay: () => pauses.next() }),
      finalize(() => pauses.end()),
    );
  });

/** The pauses between the polls of one subscription. */
class Pauses {
  private readonly pauses: IdlePauses;
  private readonly woken = new Subject<void>();
  private readonly subscription;
  // Also set by a wake during a poll, which may have read the state before it.
  private isWoken = false;
  private last: string | undefined;

  constructor(
    private readonly idle: IdleRange,
    wakes: Observable<unknown>,
  ) {
    this.pauses = new IdlePauses(idle);
    this.subscription = wakes.subscribe(() => {
      this.isWoken = true;
      this.pauses.reset();
      this.woken.next();
    });
  }

  note(seen: unknown): void {
    const text = JSON.stringify(seen);
    if (text !== this.last) {
      this.pauses.reset();
    }
    this.last = text;
  }

  /** Emits when the next poll is due. */
  next(): Observable<unknown> {
    const { first } = this.idle;
    const rest = this.pauses.next() - first;
    return timer(first).pipe(
      switchMap(() => (this.isWoken ? timer(0) : race(timer(rest), this.woken))),
      tap(() => {
        this.isWoken = false;
      }),
    );
  }

  end(): void {
    this.subscription.unsubscribe();
  }
}
