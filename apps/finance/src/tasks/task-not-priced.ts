import { Problem } from '@ates/platform';

/** The Problem for a task no event has mentioned yet. */
export const taskNotPriced = (): Problem =>
  new Problem(
    'not-found',
    'task-not-priced',
    'Finance has no price for this task yet. If the task is new, try again in a moment.',
  );
