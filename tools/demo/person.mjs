// @ts-check
import { randomUUID } from 'node:crypto';
import { signIn } from './sign-in.mjs';

/** A signed-in person who can send requests. */
export class Person {
  /**
   * @param {string} origin
   * @param {string} email
   * @param {string} token
   * @param {string} uuid
   */
  constructor(origin, email, token, uuid) {
    this.origin = origin;
    this.email = email;
    this.token = token;
    this.uuid = uuid;
  }

  /**
   * Signs a person in with authorization code and PKCE, as the web UI does.
   * @param {string} origin
   * @param {string} email
   * @param {string} password
   */
  static async signedIn(origin, email, password) {
    const redirectUri = `${origin}/callback`;
    const tokens = await signIn({ issuer: `${origin}/api/auth/oidc`, redirectUri, email, password });
    return new Person(origin, email, tokens.access_token, tokens.claims()?.sub ?? '');
  }

  /**
   * Sends a request and returns the response body. Each write has its own idempotency key.
   * @template Body
   * @param {string} method
   * @param {string} path
   * @param {unknown} [body]
   * @returns {Promise<Body>}
   */
  async request(method, path, body) {
    const response = await fetch(`${this.origin}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!response.ok) {
      throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return /** @type {Promise<Body>} */ (response.json());
  }
}
