import { Problem, type AccessRule, type Principal } from '@ates/platform';

/** Checks the route's access rule; throws the Problem with the reason if the caller may not use it. */
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

/** A route without a declared rule is closed. */
const noAccessRule = (): Problem =>
  new Problem(
    'forbidden',
    'no-access-rule',
    'This route is closed because it does not declare who may use it.',
  );

function authorizeService(rule: AccessRule, principal: Principal): void {
  if (rule.services === undefined) {
    throw new Problem('forbidden', 'missing-scope', 'Services may not do this; it is for people only.');
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
    throw new Problem('forbidden', 'role-required', 'Only services may do this.');
  }
  if (!principal.roles.some((role) => allowed.includes(role))) {
    throw new Problem(
      'forbidden',
      'role-required',
      `This is for people with the role ${allowed.join(' or ')}.`,
    );
  }
}
