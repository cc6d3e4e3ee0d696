import { readClaims } from './access-token.js';

const polly = '0198B3A0-0000-7000-8000-00000000000A';
const usual = { sub: polly, exp: 1_800_000_000, aud: 'urn:ates:api' };

const principalOf = (claims: object, rolesClaim = 'roles') =>
  readClaims({ ...usual, ...claims }, rolesClaim).principal;

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

  it.each([
    ['realm_access.roles', { realm_access: { roles: ['manager'] } }],
    ['https://ates.example/roles', { 'https://ates.example/roles': ['manager'] }],
    ['resource_access.ates.roles', { resource_access: { ates: { roles: ['manager'] } } }],
  ])('has its roles at %s', (rolesClaim, claims) => {
    expect(principalOf(claims, rolesClaim).roles).toEqual(['manager']);
  });

  it.each(['constructor.name', 'roles.length', '__proto__.roles', 'realm_access.roles'])(
    'has no roles at %s where the token has nothing',
    (rolesClaim) => {
      expect(principalOf({ roles: ['manager'] }, rolesClaim).roles).toEqual([]);
    },
  );
});
