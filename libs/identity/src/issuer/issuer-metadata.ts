import { Inject, Injectable } from '@nestjs/common';
import { CallRefused, withoutTrailingSlashes } from '@ates/platform';
import { z } from 'zod';
import { identitySettings, type IdentitySettings } from '../identity-settings.js';
import { CallTargets } from '../calls/call-targets.js';
import { requestJson } from '../calls/json-request.js';

const wellKnown = '/.well-known/openid-configuration';
const timeoutMilliseconds = 5000;
const freshMilliseconds = 5 * 60_000;

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url(), token_endpoint: z.url().optional() });

/** Where this service asks the issuer. */
export interface IssuerAddresses {
  keys: string;
  token: string | undefined;
}

/** What the issuer says about itself by OpenID Connect discovery; read again every five minutes. */
@Injectable()
export class IssuerMetadata {
  private known: { addresses: IssuerAddresses; readAt: number } | undefined;

  constructor(
    @Inject(identitySettings) private readonly settings: IdentitySettings,
    private readonly targets: CallTargets,
  ) {}

  /** Throws when the issuer cannot be asked, or is another than the configured one. */
  async addresses(signal?: AbortSignal): Promise<IssuerAddresses> {
    if (this.known && performance.now() - this.known.readAt < freshMilliseconds) {
      return this.known.addresses;
    }
    const addresses = await this.read(signal);
    this.known = { addresses, readAt: performance.now() };
    return addresses;
  }

  /**
   * GET of one of the issuer's public documents, obeying its pauses. A refusal is no CallRefused: it says nothing about
   * what a caller asked for.
   */
  async ask(url: string, signal?: AbortSignal): Promise<unknown> {
    try {
      return await this.targets.of(url).once(() => requestJson({ url, timeoutMilliseconds, signal }));
    } catch (error) {
      if (error instanceof CallRefused) {
        throw new Error(`The issuer does not tell: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  private async read(signal?: AbortSignal): Promise<IssuerAddresses> {
    const { issuer } = this.settings;
    const url = this.settings.discoveryUrl ?? `${withoutTrailingSlashes(issuer)}${wellKnown}`;
    const found = metadata.parse(await this.ask(url, signal));
    if (found.issuer !== issuer) {
      throw new Error(`${url} speaks for the issuer ${found.issuer}, but OIDC_ISSUER is ${issuer}`);
    }
    return {
      keys: rebase(found.jwks_uri, issuer, url),
      token: found.token_endpoint && rebase(found.token_endpoint, issuer, url),
    };
  }
}

/**
 * An address of the issuer as seen from where its metadata was read: the metadata names public addresses, which need
 * not be reachable from inside, and a service must work while the public origin is away.
 */
export function rebase(address: string, issuer: string, discoveryUrl: string): string {
  const from = withoutTrailingSlashes(issuer);
  const isBelowIssuer = address === from || address.startsWith(`${from}/`);
  if (!isBelowIssuer || !discoveryUrl.endsWith(wellKnown)) {
    return address;
  }
  return discoveryUrl.slice(0, -wellKnown.length) + address.slice(from.length);
}
