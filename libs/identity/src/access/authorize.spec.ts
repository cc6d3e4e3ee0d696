import type { AccessRule, Principal } from '@ates/platform';
import { authorize } from './authorize.js';

const person = (...roles: string[]): Principal => ({ kind: 'person', id: 'polly', roles, scopes: [] });
const service = (...scopes: string[]): Principal => ({ kind: 'service', id: 'finance', roles: [], scopes });

/** The code and the detail of the Problem with which the rule refuses the caller; undefined if it does not. */
const refusalOf = (rule: AccessRule | undefined, principal: Principal): unknown => {
  try {
    authorize(rule, principal);
    return undefined;
  } catch (error) {
    return error;
  }
};

const refused = (code: string, detail: string): unknown =>
  expect.objectContaining({ kind: 'forbidden', code, detail });

const lacksRole = refused('role-required', 'This is for people with the role manager or administrator.');
const onlyServices = refused('role-required', 'Only services may do this.');
const onlyPeople = refused('missing-scope', 'Services may not do this; it is for people only.');
const lacksScope = refused(
  'missing-scope',
  'The token lacks the scope tasks:read. Ask the issuer for a token with it.',
);

describe('The access rule of a route', () => {
  const everyone: AccessRule = { people: 'everyone' };
  const managers: AccessRule = { people: ['manager', 'administrator'] };
  const readers: AccessRule = { services: 'tasks:read' };
  const both: AccessRule = { people: ['manager', 'administrator'], services: 'tasks:read' };

  it.each<[string, AccessRule, Principal]>([
    ['any person, where everyone may', everyone, person()],
    ['a person with one of the roles', managers, person('employee', 'manager')],
    ['a person with the other role', both, person('administrator')],
    ['a service with the scope', readers, service('users:read', 'tasks:read')],
    ['a service with the scope, where people may too', both, service('tasks:read')],
  ])('admits %s', (_, rule, principal) => {
    expect(refusalOf(rule, principal)).toBeUndefined();
  });

  it.each<[string, AccessRule, Principal, unknown]>([
    ['a person without any of the roles', managers, person('employee', 'accountant'), lacksRole],
    ['a person without roles', managers, person(), lacksRole],
    ['a person with a scope instead of the role', both, { ...person(), scopes: ['tasks:read'] }, lacksRole],
    ['people, where only services may', readers, person('administrator'), onlyServices],
    ['people, where no role may', { people: [] }, person('administrator'), onlyServices],
    ['a service without the scope', readers, service('users:read'), lacksScope],
    ['a service without scopes', readers, service(), lacksScope],
    ['a service with a role instead of the scope', both, { ...service(), roles: ['manager'] }, lacksScope],
    ['services, where only people may', everyone, service('tasks:read'), onlyPeople],
  ])('refuses %s', (_, rule, principal, refusal) => {
    expect(refusalOf(rule, principal)).toEqual(refusal);
  });

  it.each([person('administrator'), service('tasks:read')])(
    'refuses a $kind where no rule is declared',
    (principal) => {
      expect(refusalOf(undefined, principal)).toEqual(
        refused('no-access-rule', 'This route is closed because it does not declare who may use it.'),
      );
    },
  );
});
