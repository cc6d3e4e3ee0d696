/** The other service rejected the request (4xx): repeating it would give the same answer. */
export class CallRefused extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
  ) {
    super(`${url} answered ${status}`);
  }
}

/** The response exceeded the limit, in bytes. `beginning` is the start of the response. */
export class AnswerTooLarge extends Error {
  constructor(
    url: string,
    readonly limit: number,
    readonly beginning: string,
  ) {
    super(`${url} answered more than ${limit} bytes`);
  }
}

/**
 * Calls other services with this service's own token; bounds concurrent calls and retries where that helps (S5).
 * Inject it by this class; libs/identity provides the implementation.
 */
export abstract class ServiceCalls {
  /**
   * Returns the JSON response of `GET url`. Throws CallRefused on a 4xx about what is requested, and AnswerTooLarge; any other
   * failure (no connection, 5xx, 429, an open circuit, a rejected token) throws another error: the caller keeps its work pending
   * and retries later.
   */
  abstract get(url: string, signal?: AbortSignal): Promise<unknown>;
}

/** Removes trailing slashes from a service's URL, so that a path can be appended. */
export function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (url.charAt(end - 1) === '/') {
    end -= 1;
  }
  return url.slice(0, end);
}
