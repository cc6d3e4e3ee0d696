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
  /** Where in a token the person's roles are: a claim's name, or a dotted path such as `realm_access.roles`. */
  rolesClaim: string;
  /**
   * Where to read the issuer's metadata, when that is not the issuer's own address: inside a network the issuer is
   * asked directly. Addresses in the metadata that begin with the issuer are then asked for beside this one.
   */
  discoveryUrl?: string;
  /** Left out by a service that calls no other. */
  client?: ServiceClient;
}

/** Injects the `IdentitySettings`. */
export const identitySettings = Symbol('identitySettings');
