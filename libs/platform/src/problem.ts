import type { FieldError } from './field-errors.js';

/** The category of a problem. Each edge maps it once: HTTP to a status, messaging to parking or redelivery. */
export type ProblemKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'method-not-allowed'
  | 'conflict'
  | 'unprocessable'
  | 'too-large'
  | 'unsupported-media'
  | 'too-many'
  | 'unavailable';

/**
 * The only error that our code throws for conditions that a person or another service can cause.
 * `code` is stable and becomes the problem's `type` (`urn:ates:problem:<code>`); `detail` says why and what to do next.
 */
export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly code: string,
    readonly detail: string,
    readonly extensions: { errors?: FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(`${code}: ${detail}`);
  }
}
