import { Injectable } from '@nestjs/common';
import { CallRefused, ServiceCalls } from '@ates/platform';
import { CallTargets } from '../requests/call-targets.js';
import { requestJson } from '../requests/json-request.js';
import { ServiceToken } from './service-token.js';

const timeoutMilliseconds = 5000;

/**
 * Refusals that say nothing about what was asked for: this service's token (401), the way the request arrived (408, 425).
 * The same request may get another answer.
 */
const unrelatedStatuses = new Set([401, 408, 425]);

/**
 * Calls other services over HTTP with this service's token. The timeout is five seconds, plus the seconds that a URL
 * with `wait=<seconds>` asks the server to wait. Replaces a token once if it is rejected (401). If the new one is rejected as
 * well, or the server did not get the request in time, the call has no answer, as if the server were away: it throws a plain Error.
 */
@Injectable()
export class HttpServiceCalls extends ServiceCalls {
  constructor(
    private readonly token: ServiceToken,
    private readonly targets: CallTargets,
  ) {
    super();
  }

  async get(url: string, signal?: AbortSignal): Promise<unknown> {
    const { searchParams } = new URL(url);
    const target = this.targets.of(url);
    const waitMilliseconds = Number(searchParams.get('wait') ?? 0) * 1000;
    const call = (): Promise<unknown> =>
      this.getWithToken(url, timeoutMilliseconds + waitMilliseconds, signal);
    try {
      return await (waitMilliseconds > 0 ? target.longPoll(call, signal) : target.request(call, signal));
    } catch (error) {
      if (error instanceof CallRefused && unrelatedStatuses.has(error.status)) {
        throw new Error(error.message, { cause: error });
      }
      throw error;
    }
  }

  private async getWithToken(url: string, milliseconds: number, signal?: AbortSignal): Promise<unknown> {
    const token = await this.token.get();
    try {
      return await getJson(url, token, milliseconds, signal);
    } catch (error) {
      if (!(error instanceof CallRefused) || error.status !== 401) {
        throw error;
      }
      this.token.discard(token);
      return getJson(url, await this.token.get(), milliseconds, signal);
    }
  }
}

const getJson = (
  url: string,
  token: string,
  timeoutMilliseconds: number,
  signal?: AbortSignal,
): Promise<unknown> =>
  requestJson({ url, timeoutMilliseconds, signal, headers: { authorization: `Bearer ${token}` } });
