import { errors, type Provider, type TokenEndpointGrantContext } from 'oidc-provider';
import { beak } from '@ates/contracts';
import { Problem } from '@ates/platform';
import type { AuthConfiguration } from '../config.js';
import type { SignIn } from '../users/sign-in.js';
import { personsScopes, refuseExcess, tokenFor } from './access-tokens.js';
import { beakGrantType } from '../credentials/beak-methods.js';

interface BeakParameters {
  beak?: string;
}

type BeakContext = TokenEndpointGrantContext<BeakParameters>;

/**
 * The extension grant for registered devices (A4): exchanges a beak for its owner's access token, with the usual
 * lifetime. There is no refresh token; the person shows their beak again.
 */
export function registerBeakGrant(
  provider: Provider,
  signIn: SignIn,
  configuration: AuthConfiguration,
): void {
  const exchange = async (context: BeakContext): Promise<void> => {
    const scope = wantedScope(context);
    const accountId = await attempt(context, signIn);
    await answer(context, { accountId, scope, configuration });
  };
  const handle = async (context: BeakContext): Promise<void> => {
    try {
      await exchange(context);
    } catch (error) {
      answerTooMany(context, error);
    }
  };
  provider.registerGrantType<BeakParameters>(beakGrantType, handle, ['beak', 'scope', 'resource']);
}

function wantedScope({ oidc: { params } }: BeakContext): string {
  const all = personsScopes.join(' ');
  const wanted = params.scope ?? all;
  refuseExcess(wanted, personsScopes);
  return wanted;
}

async function attempt(context: BeakContext, signIn: SignIn): Promise<string> {
  const { client, params } = context.oidc;
  const shown = beak.safeParse(params.beak);
  if (!shown.success) {
    throw new errors.InvalidRequest('beak must be the SHA-256 of the photo in hex, 64 digits');
  }
  const accountId = await signIn.atDevice(shown.data, client.clientId);
  if (accountId === undefined) {
    throw new errors.InvalidGrant('no one has this beak');
  }
  return accountId;
}

interface Granted {
  accountId: string;
  scope: string;
  configuration: AuthConfiguration;
}

async function answer(context: BeakContext, { accountId, scope, configuration }: Granted): Promise<void> {
  const { client, params, provider } = context.oidc;
  const wanted = params.resource ?? configuration.OIDC_AUDIENCE;
  if (typeof wanted !== 'string') {
    throw new errors.InvalidTarget();
  }
  const token = new provider.AccessToken({
    client,
    accountId,
    scope,
    gty: beakGrantType,
    // Such a token is not stored, so there is no grant to revoke.
    grantId: '',
    resourceServer: new provider.ResourceServer(wanted, tokenFor(context, wanted, client, configuration)),
  });
  const value = await token.save();
  context.body = { access_token: value, token_type: token.tokenType, expires_in: token.expiration, scope };
}

/** Responds to `too-many` Problems in OAuth 2.0 format, because the provider has no such error. Rethrows others. */
function answerTooMany(context: BeakContext, error: unknown): void {
  if (!(error instanceof Problem) || error.kind !== 'too-many') {
    throw error;
  }
  context.status = 429;
  context.set('retry-after', String(error.extensions.retryAfterSeconds ?? 1));
  context.body = { error: 'too_many_requests', error_description: error.detail };
}
