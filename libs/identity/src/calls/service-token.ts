import { Inject, Injectable } from '@nestjs/common';
import { CallRefused } from '@ates/platform';
import { z } from 'zod';
import { identitySettings, type IdentitySettings, type ServiceClient } from '../identity-settings.js';
import { IssuerMetadata } from '../issuer/issuer-metadata.js';
import { CallTargets } from './call-targets.js';
import { isAway, requestJson } from './json-request.js';

const timeoutMilliseconds = 5000;
const longestMargin = 30;

const tokenAnswer = z.object({ access_token: z.string(), expires_in: z.number().positive().default(60) });

// While there is no new one to be had.
const retryMilliseconds = 2000;

interface HeldToken {
  value: string;
  /** When to ask for a new one. */
  renewAt: number;
  expiresAt: number;
}

/**
 * This service's own token, by client credentials (A3); kept until shortly before it expires, and for the grace longer
 * while the issuer is away (A8).
 */
@Injectable()
export class ServiceToken {
  private held: HeldToken | undefined;
  private underWay: Promise<string> | undefined;

  constructor(
    @Inject(identitySettings) private readonly settings: IdentitySettings,
    private readonly metadata: IssuerMetadata,
    private readonly targets: CallTargets,
  ) {}

  /** The token; however many wait for a new one, the issuer is asked once. */
  async get(): Promise<string> {
    if (this.held && this.held.renewAt > performance.now()) {
      return this.held.value;
    }
    this.underWay ??= this.renew().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  /** Somebody refused this token: it is not given out again. */
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
        client ? 'The issuer has no token endpoint' : 'This service has no client to call others with',
      );
    }
    const answer = tokenAnswer.parse(await this.targets.of(token).once(() => askForToken(token, client)));
    const margin = Math.min(longestMargin, answer.expires_in / 5);
    const expiresAt = performance.now() + answer.expires_in * 1000;
    this.held = { value: answer.access_token, renewAt: expiresAt - margin * 1000, expiresAt };
    return answer.access_token;
  }
}

/** A refusal is no CallRefused: it is about this service, not about what it asks others for. */
async function askForToken(url: string, client: ServiceClient): Promise<unknown> {
  try {
    return await requestJson({
      url,
      timeoutMilliseconds,
      headers: { authorization: basic(client) },
      form: { grant_type: 'client_credentials', ...(client.scopes && { scope: client.scopes.join(' ') }) },
    });
  } catch (error) {
    if (error instanceof CallRefused) {
      throw new Error(`The issuer gives the client ${client.id} no token: ${error.message}`, {
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
