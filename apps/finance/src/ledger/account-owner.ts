import { hasRole, Problem, type Principal } from '@ates/platform';

/** Whether a caller is shown everybody's accounts (F4): accountants, administrators and services are. */
export const seesEveryAccount = (principal: Principal): boolean =>
  principal.kind === 'service' || hasRole(principal, 'accountant', 'administrator');

/**
 * Whose account a caller is shown (F4): the own one, or the one asked for. Other people's are for accountants,
 * administrators and services; anybody else gets the Problem `not-your-account`.
 */
export function accountOwner(principal: Principal, asked: string | undefined): string {
  if (principal.kind === 'service') {
    return asked ?? refuseService();
  }
  const owner = asked ?? principal.id;
  if (owner === principal.id || seesEveryAccount(principal)) {
    return owner;
  }
  throw new Problem(
    'forbidden',
    'not-your-account',
    "Other people's accounts are for accountants and administrators. Leave `user` out to see your own.",
  );
}

const refuseService = (): never => {
  throw new Problem('invalid', 'invalid-request', 'A service has no account of its own. Say whose to show.', {
    errors: [{ path: 'user', message: 'is needed from a service' }],
  });
};
