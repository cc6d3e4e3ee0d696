import { Provider, interactionPolicy, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import type { DataSource } from 'typeorm';
import { currentContext, type Clock, type Database } from '@ates/platform';
import type { AuthConfiguration } from '../config.js';
import type { Passwords } from '../credentials/passwords.js';
import type { PublishedKeys } from '../keys/signing-keys.js';
import type { AttemptLimits } from '../limits/attempt-limits.js';
import type { SignIn } from '../users/sign-in.js';
import type { SignInLog } from '../users/sign-in-log.js';
import type { UsersQueries } from '../users/users.queries.js';
import { personsClaims, personsScopes, tokenFor, defaultAudience } from './access-tokens.js';
import { registerBeakGrant } from './beak-grant.js';
import { deviceClientId, firstPartyClients } from './first-party-clients.js';
import { aheadOfOwnClock, dateIdTokens, moveTimes } from './token-times.js';
import { acceptOldIdTokenHints } from './old-id-token-hints.js';
import { ProviderKey } from './provider-key.js';
import { ProviderPages } from './provider-pages.js';
import { ownClientMetadata } from './service-clients.js';
import { matchesStoredSecret } from './stored-secrets.js';
import { StoredClients } from './stored-clients.js';
import { StoredPayloads } from './stored-payloads.js';

const minute = 60;
const fortnight = 14 * 24 * 60 * minute;

/** The dependencies of a provider. */
export interface ProviderParts {
  configuration: AuthConfiguration;
  dataSource: DataSource;
  database: Database;
  clock: Clock;
  users: UsersQueries;
  passwords: Passwords;
  signIn: SignIn;
  signInLog: SignInLog;
  limits: AttemptLimits;
}

/** Builds the OpenID provider (A2, A3) with these keys; the first one signs. */
export function buildProvider(parts: ProviderParts, { keys }: PublishedKeys): Provider {
  const provider = new Provider(parts.configuration.OIDC_ISSUER, {
    ...storage(parts),
    ...clients(parts.configuration),
    ...tokens(parts),
    ...signIn(parts),
    jwks: { keys: keys.map((key) => new ProviderKey(key)) },
    features: features(parts.configuration),
  });
  // Behind the origin, requests do not arrive at the issuer's address; OidcRequests sets it in headers.
  provider.proxy = true;
  if (parts.configuration.REGISTERED_DEVICES) {
    registerBeakGrant(provider, parts.signIn, parts.configuration);
  }
  compareSecretsWithHashes(provider, parts);
  dateIdTokens(provider, parts);
  finishResponses(provider, parts);

  acceptOldIdTokenHints(provider, keys);
  return provider;
}

const storage = ({ configuration, dataSource, database }: ProviderParts): Configuration => ({
  adapter: (kind: string) =>
    kind === 'Client'
      ? new StoredClients(database, configuration.REGISTERED_DEVICES)
      : new StoredPayloads(kind, dataSource, configuration.REFRESH_GRACE_SECONDS),
});

const clients = (configuration: AuthConfiguration): Configuration => ({
  clients: firstPartyClients(configuration),
  extraClientMetadata: { properties: ownClientMetadata },
  clientAuthMethods: ['none', 'client_secret_basic', 'client_secret_post'],
  clientBasedCORS: (_context, origin) => configuration.WEB_ORIGIN.includes(origin),
  responseTypes: ['code'],
  pkce: { required: () => true },
});

const tokens = ({ configuration, users, clock }: ProviderParts): Configuration => ({
  scopes: personsScopes,
  claims: { openid: ['sub', 'amr'], profile: ['name', 'roles'], email: ['email'] },
  conformIdTokenClaims: false,
  extraTokenClaims: (context, token) => personsClaims(users, context, token),
  rotateRefreshToken: true,
  issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
  // Signing out revokes a browser's tokens; a device stays signed in until it signs out itself.
  expiresWithSession: async (context) => context.oidc.client?.clientId !== deviceClientId,
  formats: {
    customizers: {
      jwt: (_context, _token, { payload }) => moveTimes(payload, aheadOfOwnClock(clock)),
    },
  },
  ttl: {
    AccessToken: configuration.ACCESS_TOKEN_SECONDS,
    ClientCredentials: configuration.ACCESS_TOKEN_SECONDS,
    IdToken: () => Math.max(1, configuration.ACCESS_TOKEN_SECONDS + aheadOfOwnClock(clock)),
    AuthorizationCode: minute,
    DeviceCode: 10 * minute,
    Interaction: 30 * minute,
    RefreshToken: fortnight,
    Session: fortnight,
    Grant: fortnight,
  },
});

const signIn = ({ configuration, users }: ProviderParts): Configuration => ({
  cookies: {
    keys: [configuration.COOKIE_SECRET],
    // Only Auth gets the session's cookie, not what else is at this origin.
    long: {
      signed: true,
      httpOnly: true,
      sameSite: 'lax',
      path: new URL(configuration.OIDC_ISSUER).pathname,
    },
    short: { signed: true, httpOnly: true, sameSite: 'lax' },
  },
  interactions: {
    policy: withoutConsent(),
    url: (_context, { uid, params }) => signInAddress(configuration.OIDC_ISSUER, uid, params['ui_locales']),
  },
  findAccount: async (_context, id) => {
    const account = await users.account(id);
    if (!account) {
      return undefined;
    }
    const { name, email, roles } = account;
    return { accountId: id, claims: () => ({ sub: id, name, email, roles }) };
  },
  loadExistingGrant: (context) => grantEverything(context, configuration.OIDC_AUDIENCE),
  renderError: (context, out, error) => new ProviderPages(configuration).failure(context, out, error),
});

/** The address of the sign-in page, in the language the application requests. */
function signInAddress(issuer: string, uid: string, locales: unknown): string {
  const address = new URL(`${issuer}/sign-in/${uid}`);
  if (typeof locales === 'string') {
    address.searchParams.set('ui_locales', locales);
  }
  return address.href;
}

/** Skips consent, because all clients that people sign in with are our own. */
function withoutConsent() {
  const policy = interactionPolicy.base();
  policy.remove('consent');
  return policy;
}

async function grantEverything(context: KoaContextWithOIDC, audience: string) {
  const { provider, session, client } = context.oidc;
  if (!session?.accountId || !client) {
    return undefined;
  }
  const existing = session.grantIdFor(client.clientId);
  const grant =
    (existing && (await provider.Grant.find(existing))) ||
    new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(personsScopes.join(' '));
  grant.addResourceScope(audience, personsScopes.join(' '));
  await grant.save();
  return grant;
}

function features(configuration: AuthConfiguration): Configuration['features'] {
  const pages = new ProviderPages(configuration);
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    revocation: {
      enabled: true,
      allowedPolicy: async (_context, client, token) => token.clientId === client.clientId,
    },
    resourceIndicators: {
      enabled: true,
      defaultResource: (_context, client) => defaultAudience(client, configuration.OIDC_AUDIENCE),
      useGrantedResource: () => true,
      getResourceServerInfo: (context, wanted, client) => tokenFor(context, wanted, client, configuration),
    },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (context) => pages.signOut(context),
      postLogoutSuccessSource: (context) => pages.signedOut(context),
    },
    deviceFlow: {
      enabled: configuration.DEVICE_CODES,
      userCodeInputSource: (context, _form, _out, error) => pages.deviceCode(context, error),
      userCodeConfirmSource: (context, _form, _client, _device, userCode) =>
        pages.deviceConfirm(context, userCode),
      successSource: (context) => pages.deviceDone(context),
    },
  };
}

/** Compares secrets of stored clients with their hashes, and secrets from the configuration as they are. */
function compareSecretsWithHashes(provider: Provider, parts: ProviderParts): void {
  const { prototype } = provider.Client;
  const compareAsIs = prototype.compareClientSecret;
  const configured = new Set(firstPartyClients(parts.configuration).map((client) => client.client_id));
  prototype.compareClientSecret = function compare(actual) {
    return configured.has(this.clientId)
      ? compareAsIs.call(this, actual)
      : matchesStoredSecret(parts, { id: this.clientId, stored: this.clientSecret }, actual);
  };
}

function finishResponses(provider: Provider, { configuration, signInLog, limits }: ProviderParts): void {
  const pages = new ProviderPages(configuration);
  provider.use(async (context, next) => {
    await next();
    await recordSignOut(context, signInLog);
    await refundUserCode(context, limits);
    if (context.status === 404 && !context.body) {
      pages.notFound(context);
    } else if (context.response.get('location')) {
      pages.redirect(context);
    } else {
      pages.autoSubmit(context);
    }
  });
}

/** Refunds the entry of a user code that exists: only guesses count. */
async function refundUserCode({ oidc }: Partial<KoaContextWithOIDC>, limits: AttemptLimits): Promise<void> {
  if (oidc?.route === 'code_verification' && oidc.entities.DeviceCode) {
    await limits.userCodeFound(currentContext().address ?? '');
  }
}

/**
 * Records a sign-out once the session has ended. Leaving only one application keeps the session and is not recorded.
 */
async function recordSignOut(context: Partial<KoaContextWithOIDC>, log: SignInLog): Promise<void> {
  const { oidc, status } = context;
  const accountId = oidc?.session?.accountId;
  if (oidc?.route === 'end_session_confirm' && status === 303 && oidc.params?.['logout'] && accountId) {
    await log.signedOut(accountId, oidc.client?.clientId);
  }
}
