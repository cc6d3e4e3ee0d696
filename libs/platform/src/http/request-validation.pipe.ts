import { StandardSchemaValidationPipe } from '@nestjs/common';
import { fieldErrorsOf } from '../field-errors.js';
import { Problem } from '../problem.js';

type Schema = Parameters<StandardSchemaValidationPipe['validate']>[1];

const mostErrors = 50;

/**
 * Validates requests by their schemas. Nest's pipe first deletes fields named `constructor` or `prototype`, so a request
 * would be accepted without a part of it. Here schemas decide: free-form details keep such a field, and all other objects
 * refuse it as unknown. The JSON parser has already refused `__proto__`.
 */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  protected override stripProtoKeys(): void {
    // Deletes nothing.
  }

  /** The request as its schema reads it. Throws the Problem `invalid-request`, which lists every invalid field. */
  protected override async validate<Read>(request: unknown, schema: Schema) {
    const result = await super.validate<Read>(request, schema);
    if (result.issues) {
      throw new Problem(
        'invalid',
        'invalid-request',
        'Some fields are invalid; `errors` lists each of them. Nothing was changed.',
        { errors: fieldErrorsOf(result.issues.slice(0, mostErrors), request) },
      );
    }
    return result;
  }
}
