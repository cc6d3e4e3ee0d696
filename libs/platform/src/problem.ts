/** What sort of problem it is; each edge maps it once: HTTP to a status, messages to what becomes of them. */
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

/** A field that was refused, and why. */
export interface FieldError {
  path: string;
  message: string;
}

/**
 * The one error that our code throws for what a person or another service can cause.
 * `code` is stable and becomes the problem's `type` (`urn:ates:problem:<code>`); `detail` says why and what to do now.
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
