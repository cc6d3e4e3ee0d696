/** The client credentials with which this service obtains tokens to call other services. */
export interface ServiceClient {
  id: string;
  secret: string;
  /** The scopes to request; without them the issuer's default for this client. */
  scopes?: readonly string[];
}

/** The trusted issuer of tokens, and this service's own client there (A7). */
export interface IdentitySettings {
  /** The `iss` of every token, character for character. */
  issuer: string;
  /** The only `aud` of every token. */
  audience: string;
  /**
   * Where a token has the person's roles: a claim's name, a dotted path such as `realm_access.roles`, or, for names
   * with dots, a JSON Pointer such as `/resource_access/ates.web/roles`.
   */
  rolesClaim: string;
  /** The `typ` of access tokens. Defaults to `at+jwt`; `JWT` also accepts that type and a missing one. */
  tokenType?: 'at+jwt' | 'JWT';
  /** Maps a `sub` that is not a UUID to one derived from issuer and `sub`. By default such tokens are rejected. */
  takesAnySubject?: boolean;
  /** Seconds for which an expired token is accepted while its issuer is unreachable (A8). Defaults to 0. */
  graceSeconds?: number;
  /**
   * The URL of the issuer's metadata, if it is not under the issuer's own address, to reach the issuer directly inside
   * a network. Endpoints in the metadata that begin with the issuer are then resolved relative to this URL.
   */
  discoveryUrl?: string;
  /** Omitted by a service that calls no other. */
  client?: ServiceClient | undefined;
}

/** Injects the `IdentitySettings`. */
export const identitySettings = Symbol('identitySettings');
