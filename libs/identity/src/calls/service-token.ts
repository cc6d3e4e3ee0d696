import { Inject, Injectable } from '@nestjs/common';
import { CallRefused } from '@ates/platform';
import { z } from 'zod';
import { identitySettings, type IdentitySettings, type ServiceClient } from '../identity-settings.js';
import { IssuerMetadata } from '../issuer/issuer-metadata.js';
import { CallTargets } from '../requests/call-targets.js';
import { isAway, requestJson } from '../requests/json-request.js';

const timeoutMilliseconds = 5000;
const maxMarginSeconds = 30;

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number().positive().default(60) });

// How long to keep using the current token when renewal fails.
const retryMilliseconds = 2000;

interface HeldToken {
  value: string;
  /** When to ask for a new one. */
  renewAt: number;
  expiresAt: number;
}

/**
 * This service's own access token, by client credentials (A3). Cached until shortly before it expires, and through the
 * grace period while the issuer is unreachable (A8).
 */
@Injectable()
export class ServiceToken {
  private held: HeldToken | undefined;
  private inProgress: Promise<string> | undefined;

  constructor(
    @Inject(identitySettings) private readonly settings: IdentitySettings,
    private readonly metadata: IssuerMetadata,
    private readonly targets: CallTargets,
  ) {}

  /** Returns the token. Concurrent renewals share one request to the issuer. */
  async get(): Promise<string> {
    if (this.held && this.held.renewAt > performance.now()) {
      return this.held.value;
    }
    this.inProgress ??= this.renew().finally(() => {
      this.inProgress = undefined;
    });
    return this.inProgress;
  }

  /** Drops a token that a service has rejected. */
  discard(token: string): void {
    if (this.held?.value === token) {
      this.held = undefined;
    }
  }

  private async renew(): Promise<string> {
    try {
      return await this.fetch();
    } catch (error) {
      const grace = isAway(error) ? (this.settings.graceSeconds ?? 0) * 1000 : 0;
      if (!this.held || this.held.expiresAt + grace <= performance.now()) {
        throw error;
      }
      this.held.renewAt = performance.now() + retryMilliseconds;
      return this.held.value;
    }
  }

  private async fetch(): Promise<string> {
    const { client } = this.settings;
    const { token } = await this.metadata.addresses();
    if (!client || !token) {
      throw new Error(
        client
          ? 'The issuer has no token endpoint'
          : 'This service has no client credentials to call other services',
      );
    }
    const answer = tokenAnswer.parse(await this.targets.of(token).once(() => requestToken(token, client)));
    const margin = Math.min(maxMarginSeconds, answer.expires_in / 5);
    const expiresAt = performance.now() + answer.expires_in * 1000;
    this.held = { value: answer.access_token, renewAt: expiresAt - margin * 1000, expiresAt };
    return answer.access_token;
  }
}

/** Turns CallRefused into a plain Error: it is about this service, not about the call that needs the token. */
async function requestToken(url: string, client: ServiceClient): Promise<unknown> {
  try {
    return await requestJson({
      url,
      timeoutMilliseconds,
      headers: { authorization: basic(client) },
      form: { grant_type: 'client_credentials', ...(client.scopes && { scope: client.scopes.join(' ') }) },
    });
  } catch (error) {
    if (error instanceof CallRefused) {
      throw new Error(`The issuer rejects a token request of the client ${client.id}: ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they are joined. */
const basic = ({ id, secret }: ServiceClient): string =>
  `Basic ${Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64')}`;

const formEncoded = (text: string): string => new URLSearchParams({ text }).toString().slice('text='.length);
