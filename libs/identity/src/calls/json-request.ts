import { CallRefused } from '@ates/platform';

/** There was no answer, or one that says that the other side is ill (5xx): the same may work in a moment. */
export class CallFailed extends Error {}

/** The other side asked for a pause (503, 429). */
export class CallPostponed extends Error {
  constructor(
    url: string,
    readonly status: number,
    readonly pauseMilliseconds: number,
  ) {
    super(`${url} answered ${status} and asks for a pause of ${pauseMilliseconds} ms`);
  }
}

/** Whether the other side could not be reached, or is not there behind what answers for it (5xx). No 4xx is that. */
export const isAway = (error: unknown): boolean =>
  error instanceof CallFailed || (error instanceof CallPostponed && error.status >= 500);

/** The other side answered something that is not what was asked for. */
export class AnswerNotUnderstood extends Error {}

export interface JsonRequest {
  url: string;
  timeoutMilliseconds: number;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Sent by POST; GET when left out. */
  form?: Record<string, string>;
}

/**
 * One request, and the JSON that it is answered with. Throws CallRefused (4xx), CallPostponed, CallFailed or
 * AnswerNotUnderstood, and the signal's reason when that ended it.
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
    return answered(request.url, response.text());
  }
  await response.body?.cancel();
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
    throw new CallFailed(`${url} did not answer: ${reasonOf(error)}`, { cause: error });
  }
}

const reasonOf = (error: unknown): string => {
  const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return reason instanceof Error ? reason.message : String(reason);
};

function errorOf(url: string, { status, headers }: Response): Error {
  if (status === 503 || status === 429) {
    return new CallPostponed(url, status, pauseAsked(headers.get('retry-after'), Date.now()));
  }
  if (status >= 500) {
    return new CallFailed(`${url} answered ${status}`);
  }
  return status >= 400 ? new CallRefused(url, status) : new AnswerNotUnderstood(`${url} answered ${status}`);
}

const shortestPause = 1000;
const longestPause = 60_000;

/** The pause that a `Retry-After` asks for, in milliseconds: seconds or a date; one second to a minute. */
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
