/** This service as a client of the issuer: what it signs in with to call other services. */
export interface ServiceClient {
  id: string;
  secret: string;
  /** The scopes to ask a token for; when left out, whatever the issuer gives this client by itself. */
  scopes?: readonly string[];
}

/** Whose tokens are believed, and who this service is to others (A7). */
export interface IdentitySettings {
  /** The `iss` of every token, letter for letter. */
  issuer: string;
  /** The one `aud` of every token. */
  audience: string;
  /**
   * Where in a token the person's roles are: a claim's name, a dotted path such as `realm_access.roles`, or, for names
   * with dots in them, a JSON Pointer such as `/resource_access/ates.web/roles`.
   */
  rolesClaim: string;
  /** The `typ` of access tokens: `at+jwt` when left out; with `JWT` that one is taken too, and none. */
  tokenType?: 'at+jwt' | 'JWT';
  /** A `sub` that is no UUID stands for a UUID made from issuer and `sub`; when left out, such a person is refused. */
  takesAnySubject?: boolean;
  /** How many seconds a token is honoured after it ran out, while its issuer cannot be reached (A8); none when left out. */
  graceSeconds?: number;
  /**
   * Where to read the issuer's metadata, when that is not the issuer's own address: inside a network the issuer is
   * asked directly. Addresses in the metadata that begin with the issuer are then asked for beside this one.
   */
  discoveryUrl?: string;
  /** Left out by a service that calls no other. */
  client?: ServiceClient | undefined;
}

/** Injects the `IdentitySettings`. */
export const identitySettings = Symbol('identitySettings');
