import { readClaims } from './access-token.js';

const polly = '0198B3A0-0000-7000-8000-00000000000A';
const usual = { sub: polly, exp: 1_800_000_000, aud: 'urn:ates:api' };

const issuer = 'https://id.example';

const principalOf = (claims: object, rolesClaim = 'roles') =>
  readClaims({ ...usual, ...claims }, { issuer, rolesClaim }).principal;

describe('Whom a token speaks for', () => {
  it('is a person by UUID, in lower case, with roles and scopes', () => {
    expect(principalOf({ roles: ['manager'], scope: 'openid  email' })).toEqual({
      kind: 'person',
      id: polly.toLowerCase(),
      roles: ['manager'],
      scopes: ['openid', 'email'],
    });
  });

  it('is a person also when the token names one role, or none', () => {
    expect(principalOf({ roles: 'manager' }).roles).toEqual(['manager']);
    expect(principalOf({}).roles).toEqual([]);
  });

  it('is a service when the client is the subject and there are no roles', () => {
    expect(principalOf({ sub: 'tasks', client_id: 'tasks', scope: 'users:read' })).toEqual({
      kind: 'service',
      id: 'tasks',
      roles: [],
      scopes: ['users:read'],
    });
  });

  it('is no service when the token has roles', () => {
    expect(principalOf({ client_id: polly, roles: [] }).kind).toBe('person');
    expect(() => principalOf({ sub: 'tasks', client_id: 'tasks', roles: [] })).toThrow('invalid-token');
  });

  it('is a service by Keycloak’s word too, whatever roles it comes with; nobody can sign in as one', () => {
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

  it('is a service also when the client is named by azp alone', () => {
    expect(principalOf({ sub: 'tasks', azp: 'tasks' })).toMatchObject({ kind: 'service', id: 'tasks' });
  });

  it('has its scopes also in a list', () => {
    expect(principalOf({ scope: ['openid', 'email'] }).scopes).toEqual(['openid', 'email']);
  });

  it('is a person without a UUID only where any subject is taken: one UUID for issuer and subject', () => {
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
    'is not said by a token that is another sort of token: %j',
    (claims) => {
      expect(() => principalOf(claims)).toThrow('invalid-token');
    },
  );

  it.each([
    ['the name', { name: 'Polly', preferred_username: 'polly' }, 'Polly'],
    ['the user name', { preferred_username: 'polly' }, 'polly'],
    ['the e-mail', {}, 'polly@example.org'],
    ['nothing odd', { name: 7 }, 'polly@example.org'],
  ])('is called by %s', (_, claims, name) => {
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
  ])('has its roles at %s', (rolesClaim, claims) => {
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
  ])('has no roles at %s where the token has nothing', (rolesClaim) => {
    expect(principalOf({ roles: ['manager'] }, rolesClaim).roles).toEqual([]);
  });
});
