import { Injectable } from '@nestjs/common';
import { CallRefused, ServiceCalls } from '@ates/platform';
import { CallTargets } from '../requests/call-targets.js';
import { requestJson } from '../requests/json-request.js';
import { ServiceToken } from './service-token.js';

const timeoutMilliseconds = 5000;

/**
 * Calls other services over HTTP with this service's token. The timeout is five seconds, plus the seconds that a URL
 * with `wait=<seconds>` asks the server to wait. Replaces a token once if it is rejected (401).
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
    return waitMilliseconds > 0 ? target.longPoll(call, signal) : target.request(call, signal);
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
