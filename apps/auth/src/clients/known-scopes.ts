import { scopesOfThisSystem, type NewServiceClient } from '@ates/contracts';
import { Problem } from '@ates/platform';

/**
 * Refuses scopes that no route of this system asks for, when the client's tokens are for this system: they would let it
 * in nowhere, and it would learn so from a 403 much later. What scopes others have is their matter (A3).
 * Throws the Problem `invalid-request`, which names the scopes there are.
 */
export function requireKnownScopes(client: NewServiceClient, ownAudience: string): void {
  const isForOthers = client.audience !== undefined && client.audience !== ownAudience;
  const errors = client.scopes.flatMap((scope, index) =>
    isForOthers || Object.hasOwn(scopesOfThisSystem, scope)
      ? []
      : [{ path: `scopes.${index}`, message: `${scope} is no scope of ${ownAudience}; ${whichThereAre}` }],
  );
  if (errors.length > 0) {
    throw new Problem(
      'invalid',
      'invalid-request',
      `Some scopes do not exist, so no client was made: ${errors.map(({ message }) => message).join('. ')}.`,
      { errors },
    );
  }
}

const whichThereAre = `there are ${Object.entries(scopesOfThisSystem)
  .map(([scope, what]) => `${scope} (${what})`)
  .join(', ')}`;
