import { Inject, Injectable, Optional } from '@nestjs/common';
import { AuthModuleOptions, PassportStrategy } from '@nestjs/passport';
import { Clock, Problem } from '@ates/platform';
import { decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose';
import type { KeyObject } from 'node:crypto';
import passport from 'passport';
import { Strategy, type SecretOrKeyProvider } from 'passport-jwt';
import { identitySettings, type IdentitySettings } from '../identity-settings.js';
import { IssuerKeys } from '../issuer/issuer-keys.js';
import { invalidToken, malformedToken, readClaims, type AccessToken } from './access-token.js';
import { bearerTokenOf } from './bearer-token.js';
import { requireCredibleTimes } from './token-expiry.js';

const clockToleranceSeconds = 5;

// Public-key signatures only: with HS256 anyone with the public key could sign.
const algorithms: ('RS256' | 'PS256' | 'ES256')[] = ['RS256', 'PS256', 'ES256'];
const types = ['at+jwt', 'application/at+jwt'];
// For a provider without RFC 9068, whose access tokens cannot be recognized by their type.
const looseTypes = [...types, 'jwt', ''];

type KeyCallback = (error: unknown, key?: KeyObject) => void;

/**
 * Verifies an access token: form, algorithm, type, signature, issuer, audience and when it was issued; reads its
 * principal. `TokenExpiry` decides whether it has expired.
 */
@Injectable()
export class AccessTokenStrategy extends PassportStrategy(Strategy) {
  constructor(
    @Inject(identitySettings) private readonly settings: IdentitySettings,
    keys: IssuerKeys,
    options: AuthModuleOptions,
    @Optional() private readonly clock: Clock = new Clock(),
  ) {
    super({
      jwtFromRequest: bearerTokenOf,
      secretOrKeyProvider: keyProvider(keys, settings.tokenType === 'JWT' ? looseTypes : types),
      algorithms,
      issuer: settings.issuer,
      audience: settings.audience,
      ignoreExpiration: true,
      jsonWebTokenOptions: { clockTolerance: clockToleranceSeconds },
    });
    // passport registers strategies by name for the whole process; the name is unique to this application.
    passport.use(String(options.defaultStrategy), this);
  }

  validate(payload: unknown): AccessToken {
    const token = readClaims(payload, this.settings);
    requireCredibleTimes(token, this.clock.now());
    return token;
  }
}

/** passport-jwt's types allow keys as text only, but its verifier accepts a KeyObject, which needs no parsing. */
function keyProvider(keys: IssuerKeys, allowedTypes: readonly string[]): SecretOrKeyProvider {
  const provide = (_request: unknown, token: string, done: KeyCallback): void => {
    keyFor(keys, token, allowedTypes).then(
      (key) => done(null, key),
      (error: unknown) => done(error),
    );
  };
  return provide as SecretOrKeyProvider;
}

async function keyFor(keys: IssuerKeys, token: string, allowedTypes: readonly string[]): Promise<KeyObject> {
  const header = headerOf(token);
  // RFC 7515: extensions declared critical must be understood, and none is supported here. The library does not check.
  if ('crit' in header) {
    throw invalidToken('The access token requires an extension (`crit`) that this service does not support.');
  }
  const algorithm = algorithms.find((allowed) => allowed === header.alg);
  if (!algorithm) {
    throw invalidToken('The access token is signed with an unsupported algorithm.');
  }
  if (!allowedTypes.includes(header.typ?.toLowerCase() ?? '')) {
    throw invalidToken('The token is not an access token (its type is not at+jwt).');
  }
  const key = await keys.keyFor(header.kid, algorithm);
  if (!key) {
    throw invalidToken('The access token is signed with a key that its issuer does not publish.');
  }
  return key;
}

const partsOfToken = 3;

/** Base64url ignores the last bits of a text, so that a token would have several spellings. Only one is accepted. */
const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part;

const headerOf = (token: string): ProtectedHeaderParameters => {
  const parts = token.split('.');
  if (parts.length !== partsOfToken || !parts.every(isCanonical)) {
    throw malformedToken();
  }
  try {
    return decodeProtectedHeader(token);
  } catch {
    throw malformedToken();
  }
};

const reasons: Record<string, string> = {
  'invalid signature': 'The signature of the access token is invalid.',
  'invalid algorithm': 'The access token is signed with an unsupported algorithm.',
  'jwt not active': 'The access token is not valid yet.',
};

/** Maps the error of passport-jwt to the Problem for the caller. */
export function problemOfToken(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const { name, message } = error instanceof Error ? error : new Error();
  if (name === 'SyntaxError' || message === 'jwt malformed' || message === 'invalid token') {
    return malformedToken();
  }
  return invalidToken(reasons[message] ?? reasonByClaim(message));
}

const reasonByClaim = (message: string): string => {
  if (message.startsWith('jwt audience')) {
    return 'The access token is for another audience.';
  }
  return message.startsWith('jwt issuer')
    ? 'The access token is from another issuer.'
    : 'The access token is not valid.';
};
