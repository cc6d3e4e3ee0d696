import { Problem } from '@ates/platform';

/** No event told of the task yet. */
export const taskNotPriced = (): Problem =>
  new Problem(
    'not-found',
    'task-not-priced',
    'Finance has not heard of this task. If it is new, its price is here in a moment.',
  );
