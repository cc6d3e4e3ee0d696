import { Problem, type AccessRule, type Principal } from '@ates/platform';

/** Lets the caller pass by the route's rule, or throws the Problem that says why not. */
export function authorize(rule: AccessRule | undefined, principal: Principal): void {
  if (!rule) {
    throw noAccessRule();
  }
  if (principal.kind === 'service') {
    authorizeService(rule, principal);
  } else {
    authorizePerson(rule, principal);
  }
}

/** A route that declares nothing is closed to everybody. */
const noAccessRule = (): Problem =>
  new Problem(
    'forbidden',
    'no-access-rule',
    'Nobody is let in here: this route does not say who may use it.',
  );

function authorizeService(rule: AccessRule, principal: Principal): void {
  if (rule.services === undefined) {
    throw new Problem('forbidden', 'missing-scope', 'No service may do this; it is for people.');
  }
  if (!principal.scopes.includes(rule.services)) {
    throw new Problem(
      'forbidden',
      'missing-scope',
      `The token lacks the scope ${rule.services}. Ask the issuer for a token with it.`,
    );
  }
}

function authorizePerson(rule: AccessRule, principal: Principal): void {
  if (rule.people === 'everyone') {
    return;
  }
  const allowed = rule.people ?? [];
  if (allowed.length === 0) {
    throw new Problem('forbidden', 'role-required', 'Nobody may do this but a service.');
  }
  if (!principal.roles.some((role) => allowed.includes(role))) {
    throw new Problem(
      'forbidden',
      'role-required',
      `This is for people with the role ${allowed.join(' or ')}.`,
    );
  }
}
