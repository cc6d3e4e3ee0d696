import type { RegistrationMode } from '@ates/contracts';
import { Problem } from '@ates/platform';
import type { AuthConfiguration } from '../config.js';

/** Who may join (A9), as configured; by default only people whom administrators add, and anyone in a demo. */
export const registrationMode = ({ REGISTRATION, DEMO_PEOPLE }: AuthConfiguration): RegistrationMode =>
  REGISTRATION ?? (DEMO_PEOPLE ? 'open' : 'closed');

/**
 * Throws a Problem unless people may register themselves with this address: `registration-closed`,
 * `registration-by-invitation`, `email-domain-refused`.
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
      'You need an invitation to join. Ask an administrator for one; it comes by mail.',
    );
  }
  const { REGISTRATION_DOMAINS: domains } = configuration;
  const domain = email.slice(email.lastIndexOf('@') + 1);
  if (domains.length > 0 && !domains.includes(domain)) {
    throw new Problem(
      'forbidden',
      'email-domain-refused',
      `You can register with an address at ${domains.join(', ')} only. Use such an address, or ask an administrator.`,
    );
  }
}

/** Throws the Problem `invitations-closed` while REGISTRATION is closed. */
export function requireInvitations(configuration: AuthConfiguration): void {
  if (registrationMode(configuration) === 'closed') {
    throw new Problem(
      'forbidden',
      'invitations-closed',
      'REGISTRATION is closed, so invitations are too. Add the person yourself, or have the operator set ' +
        'REGISTRATION=by-invitation.',
    );
  }
}
