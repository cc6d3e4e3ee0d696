import { scopesOfThisSystem, type NewServiceClient } from '@ates/contracts';
import { Problem, type FieldError } from '@ates/platform';

/**
 * Rejects scopes that no route of this system requires, if the client's tokens are for this system: they would grant
 * nothing, and the client would only find out later, from a 403. The scopes of other audiences are not checked (A3).
 * Throws the Problem `invalid-request`, which lists the existing scopes.
 */
export function requireKnownScopes(client: NewServiceClient, ownAudience: string): void {
  const isForOthers = client.audience !== undefined && client.audience !== ownAudience;
  const errors = client.scopes.flatMap((scope, index): FieldError[] =>
    isForOthers || Object.hasOwn(scopesOfThisSystem, scope)
      ? []
      : [
          {
            path: `scopes.${index}`,
            code: 'unknown-scope',
            message: `${scope} is not a scope of ${ownAudience}; ${existingScopes}`,
            params: { scope },
          },
        ],
  );
  if (errors.length > 0) {
    throw new Problem(
      'invalid',
      'invalid-request',
      `Some scopes do not exist, so no client was created: ${errors.map(({ message }) => message).join('. ')}.`,
      { errors },
    );
  }
}

const existingScopes = `the scopes are ${Object.entries(scopesOfThisSystem)
  .map(([scope, what]) => `${scope} (${what})`)
  .join(', ')}`;
