import { readFileSync } from 'node:fs';
import path from 'node:path';
import { roles, scopesOfThisSystem } from '@ates/contracts';
import { clientKeys } from '@ates/platform';
import {
  claimsOf,
  headerOf,
  keycloakClient,
  keycloakRealm,
  serviceAccountOf,
} from '../../../../test/support/keycloak-realm.js';
import { AuthConfiguration } from '../config.js';
import { longestTokenLifetimeSeconds } from '../keys/token-lifetime.js';
import { firstPartyClients, ownServices } from './first-party-clients.js';

const origin = 'https://ates.company.example';

const configuration = AuthConfiguration.read({
  PORT: '4301',
  DATABASE_URL: 'postgres://auth@127.0.0.1/auth',
  MESSAGE_TRANSPORT: 'feed',
  OIDC_ISSUER: `${origin}/api/auth/oidc`,
  WEB_ORIGIN: origin,
  TASKS_CLIENT_SECRET: 'secret-for-tests-only',
  FINANCE_CLIENT_SECRET: 'secret-for-tests-only',
  COOKIE_SECRET: 'secret-for-tests-only',
  BEAK_SECRET: 'secret-for-tests-only',
});

// Tasks and Finance need no other values with this realm.
const tokenType = clientKeys.OIDC_TOKEN_TYPE.parse(undefined);
const rolesClaim = clientKeys.OIDC_ROLES_CLAIM.parse(undefined);

/** Keycloak replaces the names of environment variables when it imports the file. */
const imported = (text: string): string => text.replaceAll('${ATES_ORIGIN}', origin);

const web = keycloakClient('web');

const polly = {
  id: '0198b3a0-7d1c-7c62-9a51-0d6c3f1e2b4a',
  username: 'polly',
  name: 'Polly Popug',
  email: 'polly@company.example',
  roles: ['employee', 'accountant'],
};

/** The scopes that the web UI requests, from its source. */
const requestedByWebUi = (): string[] => {
  const source = readFileSync(
    path.resolve(import.meta.dirname, '../../../web/src/session/session.ts'),
    'utf8',
  );
  const [, scope = ''] = /scope: 'openid ([a-z ]+)'/.exec(source) ?? [];
  return scope.split(' ');
};

describe('The realm of examples/keycloak, in place of Auth (A7)', () => {
  it('allows the web UI the same redirects as Auth', () => {
    const own = firstPartyClients(configuration).find(({ client_id: id }) => id === web.clientId);
    expect(web.redirectUris?.map(imported)).toEqual(own?.redirect_uris);
    const afterSignOut = String(web.attributes?.['post.logout.redirect.uris']);
    expect(imported(afterSignOut).split('##')).toEqual(own?.post_logout_redirect_uris);
    expect(web.webOrigins?.map(imported)).toEqual([origin]);
  });

  it('signs people in by code with PKCE only', () => {
    expect(web).toMatchObject({
      publicClient: true,
      standardFlowEnabled: true,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
      serviceAccountsEnabled: false,
      attributes: { 'pkce.code.challenge.method': 'S256' },
    });
  });

  it('tells the web UI who signed in, with their roles, in the ID token', () => {
    expect(claimsOf(web, 'id', polly, requestedByWebUi())).toMatchObject({
      name: polly.name,
      email: polly.email,
      roles: polly.roles,
    });
  });

  it('writes what the services need into the access token of a person', () => {
    expect(headerOf(web)).toEqual({ typ: tokenType });
    expect(claimsOf(web, 'access', polly, requestedByWebUi())).toEqual({
      sub: polly.id,
      aud: configuration.OIDC_AUDIENCE,
      scope: 'openid profile email',
      name: polly.name,
      preferred_username: polly.username,
      email: polly.email,
      [rolesClaim]: polly.roles,
    });
  });

  it('has the roles of aTES', () => {
    const names = keycloakRealm.roles?.client?.['ates']?.map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set(roles));
  });

  it.each(ownServices(configuration))('lets $id sign in with the scopes that Auth gives it', (service) => {
    const client = keycloakClient(`ates-${service.id}`);
    expect(client).toMatchObject({
      publicClient: false,
      clientAuthenticatorType: 'client-secret',
      serviceAccountsEnabled: true,
      standardFlowEnabled: false,
      implicitFlowEnabled: false,
      directAccessGrantsEnabled: false,
    });
    expect(client.optionalClientScopes).toEqual(service.scopes);
    expect(headerOf(client)).toEqual({ typ: tokenType });
    const account = serviceAccountOf(`ates-${service.id}`, polly.id);
    const { scope, ...claims } = claimsOf(client, 'access', account, service.scopes);
    expect(String(scope).split(' ')).toEqual(expect.arrayContaining([...service.scopes]));
    expect(claims).toMatchObject({
      sub: account.id,
      aud: service.audience,
      client_id: client.clientId,
      preferred_username: account.username,
    });
    expect(claims).not.toHaveProperty(rolesClaim);
  });

  it('has every scope that a service can be given, so that operators can create further clients', () => {
    const names = keycloakRealm.clientScopes
      .map(({ name }) => name ?? '')
      .filter((name) => name.includes(':'));
    expect(new Set(names)).toEqual(new Set(Object.keys(scopesOfThisSystem)));
  });

  it('refers only to scopes that it has, since with scopes of its own Keycloak creates none', () => {
    const names = keycloakRealm.clientScopes.map(({ name }) => name);
    const used = keycloakRealm.clients.flatMap(({ defaultClientScopes = [], optionalClientScopes = [] }) => [
      ...defaultClientScopes,
      ...optionalClientScopes,
    ]);
    expect(used.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('issues tokens that the services accept: short-lived ones, with a signature that they know', () => {
    expect(keycloakRealm.accessTokenLifespan).toBe(longestTokenLifetimeSeconds);
    expect(['RS256', 'PS256', 'ES256']).toContain(keycloakRealm.defaultSignatureAlgorithm);
  });

  it('contains no secret, and no person', () => {
    expect(keycloakRealm.users).toBeUndefined();
    expect(keycloakRealm.clients.filter(({ secret }) => secret !== undefined)).toEqual([]);
  });
});
