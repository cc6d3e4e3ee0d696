import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { Provider } from 'oidc-provider';
import type { SigningKey } from '../keys/signing-key.queries.js';

/**
 * Lets people sign out with an ID token that is older than the current keys, from a browser that slept through a
 * rotation. It can no longer be verified, so only its client id is used, which anyone could send without a token.
 */
export function acceptOldIdTokenHints(provider: Provider, keys: readonly SigningKey[]): void {
  const known = new Set(keys.map((key) => key.kid));
  provider.use(async (context, next) => {
    const { id_token_hint: hint, ...others } = context.query;
    const old = typeof hint === 'string' && context.path === '/session/end' ? readHint(hint) : undefined;
    if (old && !known.has(old.kid)) {
      context.query = { client_id: old.clientId, ...others };
    }
    await next();
  });
}

/** The key id and client of an ID token, unverified; undefined if it is malformed. */
function readHint(hint: string): { kid: string; clientId: string } | undefined {
  try {
    const { kid } = decodeProtectedHeader(hint);
    const { aud } = decodeJwt(hint);
    return kid !== undefined && typeof aud === 'string' ? { kid, clientId: aud } : undefined;
  } catch {
    return undefined;
  }
}
