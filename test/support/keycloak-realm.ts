import json from '../../examples/keycloak/ates-realm.json' with { type: 'json' };

// Types only: the package is not needed to run the tests.
type ClientRepresentation =
  import('@keycloak/keycloak-admin-client/lib/defs/clientRepresentation.js').default;
type ClientScopeRepresentation =
  import('@keycloak/keycloak-admin-client/lib/defs/clientScopeRepresentation.js').default;
type ProtocolMapperRepresentation =
  import('@keycloak/keycloak-admin-client/lib/defs/protocolMapperRepresentation.js').default;
type RealmRepresentation = import('@keycloak/keycloak-admin-client/lib/defs/realmRepresentation.js').default;
type RoleRepresentation = import('@keycloak/keycloak-admin-client/lib/defs/roleRepresentation.js').default;

type Scope = (typeof json)['clientScopes'][number];
type Mapper = NonNullable<Scope['protocolMappers']>[number];

/** Fields that Keycloak's representation lacks. */
type Unknown<Part, Representation> = Exclude<keyof Part, keyof Representation>;

type None<Fields extends never> = Fields;

/** Does not compile if a part of the file has an unknown field, for which Keycloak would refuse the whole file. */
export type UnknownFields = [
  None<Unknown<typeof json, RealmRepresentation>>,
  None<Unknown<(typeof json)['clients'][number], ClientRepresentation>>,
  None<Unknown<Scope, ClientScopeRepresentation>>,
  // Keycloak has `consentRequired`, its type doesn't.
  None<Exclude<Unknown<Mapper, ProtocolMapperRepresentation>, 'consentRequired'>>,
  None<Unknown<(typeof json)['roles']['client']['ates'][number], RoleRepresentation>>,
];

/** The realm file of examples/keycloak, as Keycloak's types describe it. */
export const keycloakRealm: Omit<RealmRepresentation, 'clientScopes'> & {
  clients: ClientRepresentation[];
  clientScopes: ClientScopeRepresentation[];
} = json;

/** An account at Keycloak: of a person, or of a client itself. */
export interface KeycloakAccount {
  id: string;
  username: string;
  name: string;
  email: string;
  /** Its roles of the client `ates`. */
  roles: readonly string[];
}

export type Claims = Record<string, unknown>;

export function keycloakClient(clientId: string): ClientRepresentation {
  const client = keycloakRealm.clients.find((each) => each.clientId === clientId);
  if (!client) {
    throw new Error(`The realm has no client ${clientId}`);
  }
  return client;
}

function scopeOf(name: string): ClientScopeRepresentation {
  const scope = keycloakRealm.clientScopes.find((each) => each.name === name);
  if (!scope) {
    throw new Error(`The realm has no client scope ${name}`);
  }
  return scope;
}

/**
 * What Keycloak's mappers write into a client's token for an account: those of the default scopes, and of the optional ones
 * that were requested. Throws if a requested scope isn't one of the client's, as Keycloak does.
 */
export function claimsOf(
  { clientId, defaultClientScopes = [], optionalClientScopes = [] }: ClientRepresentation,
  token: 'access' | 'id',
  account: KeycloakAccount,
  requested: readonly string[] = [],
): Claims {
  const unknown = requested.filter(
    (name) => ![...defaultClientScopes, ...optionalClientScopes].includes(name),
  );
  if (unknown.length > 0) {
    throw new Error(`invalid_scope: ${unknown.join(' ')}`);
  }
  const scopes = [...defaultClientScopes, ...optionalClientScopes.filter((name) => requested.includes(name))];
  const audiences: string[] = [];
  const claims: Claims = {};
  for (const mapper of scopes.flatMap((name) => scopeOf(name).protocolMappers ?? [])) {
    const config = (mapper.config ?? {}) as Record<string, string>;
    if (config[`${token}.token.claim`] === 'true') {
      writeClaim({ mapper, config, account, clientId: clientId ?? '', claims, audiences });
    }
  }
  const named = scopes.filter((name) => scopeOf(name).attributes?.['include.in.token.scope'] === 'true');
  return {
    // These are missing unless a mapper writes them.
    sub: undefined,
    ...claims,
    // Keycloak writes one audience as a text.
    aud: audiences.length === 1 ? audiences[0] : audiences.length > 1 ? audiences : undefined,
    scope: ['openid', ...named].join(' '),
  };
}

interface Writing {
  mapper: ProtocolMapperRepresentation;
  config: Record<string, string>;
  account: KeycloakAccount;
  clientId: string;
  claims: Claims;
  audiences: string[];
}

function writeClaim({ mapper, config, account, clientId, claims, audiences }: Writing): void {
  const name = config['claim.name'] ?? '';
  switch (mapper.protocolMapper ?? '') {
    case 'oidc-sub-mapper':
      claims['sub'] = account.id;
      return;
    case 'oidc-full-name-mapper':
      claims['name'] = account.name;
      return;
    case 'oidc-usermodel-attribute-mapper':
      claims[name] = { username: account.username, email: account.email }[config['user.attribute'] ?? ''];
      return;
    case 'oidc-usersessionmodel-note-mapper':
      // Keycloak notes the client only in the sessions of clients themselves.
      if (config['user.session.note'] === 'client_id' && account.username.startsWith('service-account-')) {
        claims[name] = clientId;
      }
      return;
    case 'oidc-audience-mapper':
      audiences.push(config['included.custom.audience'] ?? '');
      return;
    case 'oidc-usermodel-client-role-mapper':
      if (config['usermodel.clientRoleMapping.clientId'] === 'ates' && account.roles.length > 0) {
        claims[name] = account.roles;
      }
      return;
    default:
      throw new Error(`The mapper ${mapper.protocolMapper} isn't modelled here`);
  }
}

/** The header of a client's access tokens. */
export const headerOf = ({ attributes = {} }: ClientRepresentation): Claims => ({
  typ: attributes['access.token.header.type.rfc9068'] === 'true' ? 'at+jwt' : 'JWT',
});

/** The account of a client itself. */
export const serviceAccountOf = (clientId: string, id: string): KeycloakAccount => ({
  id,
  username: `service-account-${clientId}`,
  name: '',
  email: '',
  roles: [],
});
