import { catchError, defer, EMPTY, repeat, type Observable } from 'rxjs';
import { isDatabaseFailure } from '../database/failures.js';

/**
 * What `look` sees: at once, and again each time `milliseconds` after it was done, for as long as somebody is subscribed.
 * While the database does not answer, nothing is seen, and it goes on.
 */
export const repeatedly = <Seen>(look: () => Promise<Seen>, milliseconds: number): Observable<Seen> =>
  defer(look).pipe(
    catchError((error: unknown) => {
      if (isDatabaseFailure(error)) {
        return EMPTY;
      }
      throw error;
    }),
    repeat({ delay: milliseconds }),
  );
