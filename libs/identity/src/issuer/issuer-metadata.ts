import { Inject, Injectable } from '@nestjs/common';
import { CallRefused, withoutTrailingSlashes } from '@ates/platform';
import { z } from 'zod';
import { identitySettings, type IdentitySettings } from '../identity-settings.js';
import { CallTargets } from '../requests/call-targets.js';
import { requestJson } from '../requests/json-request.js';

const wellKnown = '/.well-known/openid-configuration';
const timeoutMilliseconds = 5000;
const freshMilliseconds = 5 * 60_000;

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url(), token_endpoint: z.url().optional() });

/** Endpoints of the issuer, as this service reaches them. */
interface IssuerAddresses {
  keys: string;
  token: string | undefined;
}

/** The issuer's OpenID Connect discovery document, read again every five minutes. */
@Injectable()
export class IssuerMetadata {
  private known: { addresses: IssuerAddresses; readAt: number } | undefined;

  constructor(
    @Inject(identitySettings) private readonly settings: IdentitySettings,
    private readonly targets: CallTargets,
  ) {}

  /** Returns the endpoints. Throws when the issuer does not answer or is not the configured one. */
  async addresses(signal?: AbortSignal): Promise<IssuerAddresses> {
    if (this.known && performance.now() - this.known.readAt < freshMilliseconds) {
      return this.known.addresses;
    }
    const addresses = await this.read(signal);
    this.known = { addresses, readAt: performance.now() };
    return addresses;
  }

  /**
   * Gets a public document of the issuer, obeying its pauses. Turns CallRefused into a plain Error: it says nothing
   * about what a caller requested.
   */
  async get(url: string, signal?: AbortSignal): Promise<unknown> {
    try {
      return await this.targets.of(url).once(() => requestJson({ url, timeoutMilliseconds, signal }));
    } catch (error) {
      if (error instanceof CallRefused) {
        throw new Error(`The issuer rejects a request: ${error.message}`, { cause: error });
      }
      throw error;
    }
  }

  private async read(signal?: AbortSignal): Promise<IssuerAddresses> {
    const { issuer } = this.settings;
    const url = this.settings.discoveryUrl ?? `${withoutTrailingSlashes(issuer)}${wellKnown}`;
    const found = metadata.parse(await this.get(url, signal));
    if (found.issuer !== issuer) {
      throw new Error(`${url} is the metadata of the issuer ${found.issuer}, but OIDC_ISSUER is ${issuer}`);
    }
    return {
      keys: rebase(found.jwks_uri, issuer, url),
      token: found.token_endpoint && rebase(found.token_endpoint, issuer, url),
    };
  }
}

/**
 * Resolves an endpoint of the issuer relative to where its metadata was read: the metadata has public addresses, which
 * may be unreachable from inside the network, and a service must work while the public origin is down.
 */
function rebase(address: string, issuer: string, discoveryUrl: string): string {
  const from = withoutTrailingSlashes(issuer);
  const isBelowIssuer = address === from || address.startsWith(`${from}/`);
  if (!isBelowIssuer || !discoveryUrl.endsWith(wellKnown)) {
    return address;
  }
  return discoveryUrl.slice(0, -wellKnown.length) + address.slice(from.length);
}
