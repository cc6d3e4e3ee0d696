import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as openid from 'openid-client';
import type { AuthService } from './auth-service.js';

/** A stand-in for the web UI, with a page at every address Auth redirects to. */
export class WebUi {
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<WebUi> {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end('<!doctype html><html lang="en"><title>aTES</title><h1>The web UI</h1></html>');
    });
    await once(server.listen(0, 'localhost'), 'listening');
    return new WebUi(server, `http://localhost:${(server.address() as AddressInfo).port}`);
  }

  stop(): void {
    this.server.close();
  }

  /** The address that starts a sign-in, and the PKCE verifier for exchanging its code. */
  async signInAddress(
    auth: AuthService,
    parameters: Record<string, string> = {},
  ): Promise<{ address: string; verifier: string }> {
    const verifier = openid.randomPKCECodeVerifier();
    const address = openid.buildAuthorizationUrl(await auth.webClient(), {
      redirect_uri: `${this.origin}/callback`,
      scope: 'openid',
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    });
    return { address: address.href, verifier };
  }

  /** Exchanges the code in `address`, where Auth redirected to, for tokens. */
  async exchange(auth: AuthService, address: string, verifier: string) {
    return openid.authorizationCodeGrant(await auth.webClient(), new URL(address), {
      pkceCodeVerifier: verifier,
    });
  }
}
