import { readClaims } from './access-token.js';

const polly = '0198B3A0-0000-7000-8000-00000000000A';
const usual = { sub: polly, iat: 1_799_999_700, exp: 1_800_000_000, aud: 'urn:ates:api' };

const issuer = 'https://id.example';

const principalOf = (claims: object, rolesClaim = 'roles') =>
  readClaims({ ...usual, ...claims }, { issuer, rolesClaim }).principal;

describe('The principal of an access token', () => {
  it('is a person with a lower-case UUID, roles and scopes', () => {
    expect(principalOf({ roles: ['manager'], scope: 'openid  email' })).toEqual({
      kind: 'person',
      id: polly.toLowerCase(),
      roles: ['manager'],
      scopes: ['openid', 'email'],
    });
  });

  it('is a person when the token has one role, or none', () => {
    expect(principalOf({ roles: 'manager' }).roles).toEqual(['manager']);
    expect(principalOf({}).roles).toEqual([]);
  });

  it('is a service when the subject is the client and there is no roles claim', () => {
    expect(principalOf({ sub: 'tasks', client_id: 'tasks', scope: 'users:read' })).toEqual({
      kind: 'service',
      id: 'tasks',
      roles: [],
      scopes: ['users:read'],
    });
  });

  it('is not a service when the token has a roles claim', () => {
    expect(principalOf({ client_id: polly, roles: [] }).kind).toBe('person');
    expect(() => principalOf({ sub: 'tasks', client_id: 'tasks', roles: [] })).toThrow('invalid-token');
  });

  it('is a service for a Keycloak service account, despite its roles; a person with such a name is not', () => {
    const account = {
      azp: 'ates-finance',
      preferred_username: 'service-account-ates-finance',
      roles: ['manager'],
    };
    expect(principalOf({ ...account, client_id: 'ates-finance', scope: 'tasks:read' })).toEqual({
      kind: 'service',
      id: 'ates-finance',
      roles: [],
      scopes: ['tasks:read'],
    });
    expect(principalOf(account).kind).toBe('person');
    expect(principalOf({ ...account, client_id: 'web' }).kind).toBe('person');
  });

  it('is a service when only azp names the client', () => {
    expect(principalOf({ sub: 'tasks', azp: 'tasks' })).toMatchObject({ kind: 'service', id: 'tasks' });
  });

  it('has the scopes of a list claim', () => {
    expect(principalOf({ scope: ['openid', 'email'] }).scopes).toEqual(['openid', 'email']);
  });

  it('maps a non-UUID subject and its issuer to a UUID, only if any subject is accepted', () => {
    const idOf = (sub: string, from = issuer) =>
      readClaims({ ...usual, sub }, { issuer: from, rolesClaim: 'roles', takesAnySubject: true }).principal
        .id;
    expect(() => principalOf({ sub: 'auth0|polly' })).toThrow('invalid-token');
    expect(idOf('auth0|polly')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(idOf('auth0|polly')).toBe(idOf('auth0|polly'));
    expect(idOf('auth0|polly')).not.toBe(idOf('auth0|kesha'));
    expect(idOf('auth0|polly')).not.toBe(idOf('auth0|polly', 'https://other.example'));
    expect(idOf(polly)).toBe(polly.toLowerCase());
  });

  it.each([{ at_hash: 'x' }, { c_hash: 'x' }, { typ: 'ID' }, { typ: 'Refresh' }])(
    'is not read from a token of another kind: %j',
    (claims) => {
      expect(() => principalOf(claims)).toThrow('invalid-token');
    },
  );

  it.each([
    ['name', { name: 'Polly', preferred_username: 'polly' }, 'Polly'],
    ['user name', { preferred_username: 'polly' }, 'polly'],
    ['email', {}, 'polly@example.org'],
    ['email when the name is malformed', { name: 7 }, 'polly@example.org'],
  ])('takes its display name from the %s', (_, claims, name) => {
    const read = readClaims(
      { ...usual, email: 'polly@example.org', ...claims },
      { issuer, rolesClaim: 'roles' },
    );
    expect(read).toMatchObject({ name, email: 'polly@example.org' });
  });

  it.each([
    ['realm_access.roles', { realm_access: { roles: ['manager'] } }],
    ['https://ates.example/roles', { 'https://ates.example/roles': ['manager'] }],
    ['resource_access.ates.roles', { resource_access: { ates: { roles: ['manager'] } } }],
    ['/resource_access/ates.web/roles', { resource_access: { 'ates.web': { roles: ['manager'] } } }],
    ['/https:~1~1ates.example~1~0roles', { 'https://ates.example/~roles': ['manager'] }],
  ])('has the roles at %s', (rolesClaim, claims) => {
    expect(principalOf(claims, rolesClaim).roles).toEqual(['manager']);
  });

  it.each([
    'constructor',
    '/constructor',
    '/',
    '',
    'constructor.name',
    'roles.length',
    '__proto__.roles',
    'realm_access.roles',
  ])('has no roles at %s when the token has no such claim', (rolesClaim) => {
    expect(principalOf({ roles: ['manager'] }, rolesClaim).roles).toEqual([]);
  });
});
