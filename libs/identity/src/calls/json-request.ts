import { AnswerTooLarge, CallRefused, LoggedOutage, reasonInOneLine } from '@ates/platform';

/** There was no answer, or one that says that the other side is ill (5xx): the same may work in a moment. */
export class CallFailed extends LoggedOutage {
  constructor(
    readonly url: string,
    what: string,
    options?: ErrorOptions,
  ) {
    super(`${url} ${what}`, options);
  }
}

/** The other side asked for a pause (503, 429). */
export class CallPostponed extends LoggedOutage {
  constructor(
    readonly url: string,
    readonly status: number,
    readonly pauseMilliseconds: number,
  ) {
    super(`${url} answered ${status} and asks for a pause of ${Math.ceil(pauseMilliseconds / 1000)} s`);
  }
}

/** Whether the other side could not be reached, or is not there behind what answers for it (5xx). No 4xx is that. */
export const isAway = (error: unknown): boolean =>
  error instanceof CallFailed || (error instanceof CallPostponed && error.status >= 500);

/** The other side answered something that is not what was asked for. */
export class AnswerNotUnderstood extends Error {}

// More than any page of a feed or a list has that our own services answer, in bytes.
const largestAnswer = 8 * 1024 * 1024;
const largestRefusal = 64 * 1024;
const beginningBytes = 1024;

export interface JsonRequest {
  url: string;
  timeoutMilliseconds: number;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Sent by POST; GET when left out. */
  form?: Record<string, string>;
}

/**
 * One request, and the JSON that it is answered with. Throws CallRefused (4xx), CallPostponed, CallFailed, AnswerTooLarge
 * or AnswerNotUnderstood, and the signal's reason when that ended it.
 */
export async function requestJson(request: JsonRequest): Promise<unknown> {
  const text = await within(request.timeoutMilliseconds, request.signal, (signal) => textOf(request, signal));
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerNotUnderstood(`${request.url} answered something that is not JSON`);
  }
}

async function textOf(request: JsonRequest, signal: AbortSignal): Promise<string> {
  const response = await answered(request.url, send(request, signal));
  if (response.ok) {
    return answered(request.url, textWithin(response, request.url, largestAnswer));
  }
  // Read to its end: a connection whose answer is thrown away is closed, and the next call would have to open another.
  await textWithin(response, request.url, largestRefusal).catch(() => undefined);
  throw errorOf(request.url, response);
}

const send = ({ url, headers, form }: JsonRequest, signal: AbortSignal): Promise<Response> =>
  fetch(url, {
    signal,
    method: form ? 'POST' : 'GET',
    headers: { accept: 'application/json', ...headers },
    body: form && new URLSearchParams(form),
  });

async function answered<Result>(url: string, answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AnswerTooLarge) {
      throw error;
    }
    throw new CallFailed(url, `did not answer: ${reasonOf(error)}`, { cause: error });
  }
}

/** The text of an answer, as long as it has no more than `limit` bytes: nobody else's mistake is to fill our memory. */
async function textWithin({ body }: Response, url: string, limit: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const parts: AsyncIterable<Uint8Array> | Uint8Array[] = body ?? [];
  for await (const chunk of parts) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) {
      const beginning = Buffer.concat(chunks).subarray(0, beginningBytes).toString('utf8');
      throw new AnswerTooLarge(url, limit, beginning);
    }
  }
  return Buffer.concat(chunks).toString('utf8');
}

const reasonOf = (error: unknown): string => {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reasonInOneLine(reason);
};

function errorOf(url: string, { status, headers }: Response): Error {
  if (status === 503 || status === 429) {
    return new CallPostponed(url, status, pauseAsked(headers.get('retry-after'), Date.now()));
  }
  if (status >= 500) {
    return new CallFailed(url, `answered ${status}`);
  }
  return status >= 400 ? new CallRefused(url, status) : new AnswerNotUnderstood(`${url} answered ${status}`);
}

const shortestPause = 1000;
/** A day. A longer one is a mistake, or so long that somebody has to look anyway. */
const longestPause = 24 * 60 * 60_000;

/** The pause that a `Retry-After` asks for, in milliseconds: seconds or a date; one second to a day. */
export function pauseAsked(retryAfter: string | null, now: number): number {
  const asked = (retryAfter ?? '').trim();
  const milliseconds = /^\d+$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now;
  return Number.isNaN(milliseconds)
    ? shortestPause
    : Math.min(longestPause, Math.max(shortestPause, milliseconds));
}

/** Ends `work` when it takes too long, or when `signal` says so. */
async function within<Result>(
  milliseconds: number,
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted();
  const ending = new AbortController();
  const timer = setTimeout(
    () => ending.abort(new Error(`no answer within ${milliseconds} ms`)),
    milliseconds,
  );
  // By hand rather than AbortSignal.any: the signal of a loop outlives thousands of calls.
  const end = (): void => ending.abort(signal?.reason);
  signal?.addEventListener('abort', end);
  try {
    return await work(ending.signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
  }
}
