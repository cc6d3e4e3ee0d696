/** The other service answered and said no (4xx): asking the same again gives the same answer. */
export class CallRefused extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
  ) {
    super(`${url} answered ${status}`);
  }
}

/** The other service answered with more than is read, in bytes. `beginning` is how the answer begins. */
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
 * Calls to other services, as this service: with its own token, bounded in number, repeated where that helps (S5).
 * Injected by this class; libs/identity provides it.
 */
export abstract class ServiceCalls {
  /**
   * The JSON that `GET url` answers. Throws CallRefused on 4xx, and AnswerTooLarge; anything else that does not work (no connection,
   * 5xx, 429, an open circuit) is another error: the caller keeps what is due and tries again later.
   */
  abstract get(url: string, signal?: AbortSignal): Promise<unknown>;
}

/** An address of a service, to which a path can be added. */
export function withoutTrailingSlashes(url: string): string {
  let end = url.length;
  while (url.charAt(end - 1) === '/') {
    end -= 1;
  }
  return url.slice(0, end);
}
