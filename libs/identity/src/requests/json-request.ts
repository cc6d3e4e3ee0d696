import { abortedAfter, AnswerTooLarge, CallRefused, LoggedOutage, reasonInOneLine } from '@ates/platform';

/** There was no answer, or a server error (5xx): the same call may succeed in a moment. */
export class CallFailed extends LoggedOutage {
  constructor(
    readonly url: string,
    what: string,
    options?: ErrorOptions,
  ) {
    super(`${url} ${what}`, options);
  }
}

/** The server asked for a pause (503, 429). */
export class CallPostponed extends LoggedOutage {
  constructor(
    readonly url: string,
    readonly status: number,
    readonly pauseMilliseconds: number,
  ) {
    super(`${url} answered ${status} and asked for a pause of ${Math.ceil(pauseMilliseconds / 1000)} s`);
  }
}

/** Whether the server could not be reached, or its proxy could not reach it (5xx). Never true for a 4xx. */
export const isAway = (error: unknown): boolean =>
  error instanceof CallFailed || (error instanceof CallPostponed && error.status >= 500);

/** The answer is not what was requested. */
export class AnswerNotUnderstood extends Error {}

// More than any page of a feed or list of our own services, in bytes.
const maxAnswerBytes = 8 * 1024 * 1024;
const maxErrorBytes = 64 * 1024;
const beginningBytes = 1024;

interface JsonRequest {
  url: string;
  timeoutMilliseconds: number;
  signal?: AbortSignal;
  headers?: Record<string, string>;
  /** Form to POST; without it the request is a GET. */
  form?: Record<string, string>;
}

/**
 * Makes one request and returns its JSON. Throws CallRefused (4xx), CallPostponed, CallFailed, AnswerTooLarge or
 * AnswerNotUnderstood, or the signal's reason when it aborts.
 */
export async function requestJson(request: JsonRequest): Promise<unknown> {
  const text = await abortedAfter(request.timeoutMilliseconds, request.signal, (signal) =>
    textOf(request, signal),
  );
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerNotUnderstood(`${request.url} returned a body that is not JSON`);
  }
}

async function textOf(request: JsonRequest, signal: AbortSignal): Promise<string> {
  const response = await orCallFailed(request.url, send(request, signal));
  if (response.ok) {
    return orCallFailed(request.url, textWithin(response, request.url, maxAnswerBytes));
  }
  // Reads the body to its end: otherwise the connection is closed and the next call has to open another.
  await textWithin(response, request.url, maxErrorBytes).catch(() => undefined);
  throw errorOf(request.url, response);
}

const send = ({ url, headers, form }: JsonRequest, signal: AbortSignal): Promise<Response> =>
  fetch(url, {
    signal,
    method: form ? 'POST' : 'GET',
    headers: { accept: 'application/json', ...headers },
    body: form && new URLSearchParams(form),
  });

async function orCallFailed<Result>(url: string, answer: Promise<Result>): Promise<Result> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AnswerTooLarge) {
      throw error;
    }
    throw new CallFailed(url, `did not answer: ${reasonOf(error)}`, { cause: error });
  }
}

/** Reads a body of at most `limit` bytes; throws AnswerTooLarge beyond that, to protect this process's memory. */
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
    return new CallPostponed(url, status, pauseOf(headers.get('retry-after'), Date.now()));
  }
  if (status >= 500) {
    return new CallFailed(url, `answered ${status}`);
  }
  return status >= 400 ? new CallRefused(url, status) : new AnswerNotUnderstood(`${url} answered ${status}`);
}

const minPause = 1000;
/** A day. A longer one is a mistake, or long enough to need an operator anyway. */
const maxPause = 24 * 60 * 60_000;

/** Parses a `Retry-After` header, seconds or a date, into milliseconds between one second and a day. */
export function pauseOf(retryAfter: string | null, now: number): number {
  const value = (retryAfter ?? '').trim();
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - now;
  return Number.isNaN(milliseconds) ? minPause : Math.min(maxPause, Math.max(minPause, milliseconds));
}
