/** What a service says when it refuses (RFC 9457), or what there is to say when it does not answer. */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  errors?: { path: string; message: string }[];
}

const prefix = 'urn:ates:problem:';

/** A request that came to nothing. */
export class Problem extends Error {
  constructor(
    readonly details: ProblemDetails,
    /** How long the service asks to be left alone. */
    readonly retryAfterSeconds?: number,
  ) {
    super(details.detail);
  }

  /** The machine's word for it: `not-your-task`. */
  get code(): string {
    return this.details.type.startsWith(prefix) ? this.details.type.slice(prefix.length) : this.details.type;
  }

  get status(): number {
    return this.details.status;
  }

  /** Whether the same request may work in a moment. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }

  /** What is wrong with a field of the request, if something is. */
  fieldError(path: string): string | undefined {
    return this.details.errors?.find((error) => error.path === path)?.message;
  }
}

/** The Problem of a response that is not 2xx, whatever its body is. */
export function problemOf(response: Response, body: unknown): Problem {
  const retryAfter = secondsAsked(response.headers.get('retry-after') ?? '');
  const details = isProblem(body) ? body : withoutWords(response.status);
  return new Problem(details, retryAfter > 0 ? retryAfter : undefined);
}

/** Seconds, or a date, as proxies between may say. */
const secondsAsked = (retryAfter: string): number =>
  /^\d+$/.test(retryAfter) ? Number(retryAfter) : Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);

const isProblem = (body: unknown): body is ProblemDetails =>
  typeof body === 'object' && body !== null && 'type' in body && 'detail' in body;

const withoutWords = (status: number): ProblemDetails => ({
  type: `${prefix}internal`,
  title: 'Internal error',
  status,
  detail: `The service answered ${status} and nothing else.`,
});

/** No answer at all: the network, or the whole system. Nothing is known of what became of the request. */
export const noAnswer = (): Problem =>
  new Problem({
    type: `${prefix}no-answer`,
    title: 'No answer',
    status: 0,
    detail: 'There was no answer. See that you are connected; it is tried again by itself.',
  });
