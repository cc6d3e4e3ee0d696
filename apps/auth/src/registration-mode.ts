import type { RegistrationMode } from '@ates/contracts';
import { Problem } from '@ates/platform';
import type { AuthConfiguration } from './config.js';

/** The configured registration mode (A9). Defaults to `closed` (administrators add people), and to `open` in a demo. */
export const registrationMode = ({ REGISTRATION, DEMO_PEOPLE }: AuthConfiguration): RegistrationMode =>
  REGISTRATION ?? (DEMO_PEOPLE ? 'open' : 'closed');

/**
 * Throws a Problem unless people can register with this address: `registration-closed`, `registration-by-invitation` or
 * `email-domain-refused`.
 */
export function requireRegistration(configuration: AuthConfiguration, email: string): void {
  const mode = registrationMode(configuration);
  if (mode === 'closed') {
    throw new Problem(
      'forbidden',
      'registration-closed',
      'Registration is closed. Ask an administrator to add you.',
    );
  }
  if (mode === 'by-invitation') {
    throw new Problem(
      'forbidden',
      'registration-by-invitation',
      'You need an invitation to join. Ask an administrator for one; you get it by mail.',
    );
  }
  const { REGISTRATION_DOMAINS: domains } = configuration;
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (domains.length > 0 && !domains.includes(domain)) {
    throw new Problem(
      'forbidden',
      'email-domain-refused',
      `You can only register with an address at ${domains.join(', ')}. Use such an address, or ask an administrator.`,
    );
  }
}

/** Throws the Problem `invitations-closed` while REGISTRATION is closed. */
export function requireInvitations(configuration: AuthConfiguration): void {
  if (registrationMode(configuration) === 'closed') {
    throw new Problem(
      'forbidden',
      'invitations-closed',
      'REGISTRATION is closed, which also closes invitations. Add the person yourself, or ask the operator to set ' +
        'REGISTRATION=by-invitation.',
    );
  }
}
