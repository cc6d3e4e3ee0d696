import { Problem } from '@ates/platform';
import { reservedClientIds } from '../oidc/client-ids.js';

/** Throws the Problem `client-configured` for one of the system's own clients. */
export function requireNotConfigured(id: string): void {
  if (reservedClientIds.includes(id)) {
    throw new Problem(
      'conflict',
      'client-configured',
      `${id} is one of the system's own clients. Only Auth's configuration can change it.`,
    );
  }
}

/** The Problem for an id that no client has, or no longer has. */
export const clientNotFound = (id: string): Problem =>
  new Problem(
    'not-found',
    'client-not-found',
    `There is no client ${id}. GET /clients lists the existing ones.`,
  );
