import { Problem } from '@ates/platform';
import { reservedClientIds } from '../oidc/client-ids.js';

/** Throws the Problem `client-configured` for a client of the system itself. */
export function requireNotConfigured(id: string): void {
  if (reservedClientIds.includes(id)) {
    throw new Problem(
      'conflict',
      'client-configured',
      `${id} is a client of the system itself. It is changed by the configuration of Auth alone.`,
    );
  }
}

/** Nobody has made a client with this id, or it was removed. */
export const clientNotFound = (id: string): Problem =>
  new Problem(
    'not-found',
    'client-not-found',
    `There is no client ${id}. GET /clients lists those there are.`,
  );
