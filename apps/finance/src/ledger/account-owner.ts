import { hasRole, Problem, type Principal } from '@ates/platform';

/** Whether the caller may see every account (F4): accountants, administrators and services may. */
export const seesEveryAccount = (principal: Principal): boolean =>
  principal.kind === 'service' || hasRole(principal, 'accountant', 'administrator');

/**
 * The user whose account the caller is shown (F4): the requested one, or the caller by default. Throws Problem
 * `not-your-account` if anyone but an accountant, an administrator or a service asks for another person's account.
 */
export function accountOwner(principal: Principal, requested: string | undefined): string {
  if (principal.kind === 'service') {
    return requested ?? refuseService();
  }
  const owner = requested ?? principal.id;
  if (owner === principal.id || seesEveryAccount(principal)) {
    return owner;
  }
  throw new Problem(
    'forbidden',
    'not-your-account',
    "Only accountants and administrators can see other people's accounts. Leave out `user` to see your own.",
  );
}

const refuseService = (): never => {
  throw new Problem('invalid', 'invalid-request', 'A service has no account of its own. Set `user`.', {
    errors: [{ path: 'user', code: 'missing', message: 'is required for services' }],
  });
};
