import type { components } from './generated/auth.js';

/** Problem details (RFC 9457) from a service, or made here when there was no usable response. */
type ProblemDetails = components['schemas']['Problem'];

/** An invalid field of a request: where it is, and why it was refused. */
export type FieldError = NonNullable<ProblemDetails['errors']>[number];

const prefix = 'urn:ates:problem:';

/** A failed request. */
export class Problem extends Error {
  constructor(
    readonly details: ProblemDetails,
    /** From the `Retry-After` header: how long to wait before the next attempt. */
    readonly retryAfterSeconds?: number,
  ) {
    super(details.detail);
  }

  /** The problem's machine-readable code: `not-your-task`. */
  get code(): string {
    return this.details.type.startsWith(prefix) ? this.details.type.slice(prefix.length) : this.details.type;
  }

  get status(): number {
    return this.details.status;
  }

  /** Whether the same request may succeed if it is retried. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

/** Makes a Problem from a non-2xx response, whatever its body is. */
export function problemOf(response: Response, body: unknown): Problem {
  const retryAfter = parseRetryAfter(response.headers.get('retry-after') ?? '');
  const details = isProblem(body) ? body : fallbackDetails(response.status);
  return new Problem(details, retryAfter > 0 ? retryAfter : undefined);
}

/** In seconds. The header may also hold a date, as some proxies send; a date in the past gives a negative number. */
const parseRetryAfter = (retryAfter: string): number =>
  /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);

const isProblem = (body: unknown): body is ProblemDetails =>
  typeof body === 'object' && body !== null && 'type' in body && 'detail' in body;

const fallbackDetails = (status: number): ProblemDetails => ({
  type: `${prefix}internal`,
  title: 'Internal error',
  status,
  detail: `The service answered with status ${status} and no details.`,
});

/** There was no response: the network or the whole system is down. The request may or may not have been executed. */
export const noResponse = (): Problem =>
  new Problem({
    type: `${prefix}no-answer`,
    title: 'No response',
    status: 0,
    detail: 'The service did not respond. Check your connection; the request is retried automatically.',
  });
