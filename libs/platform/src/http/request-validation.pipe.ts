import { StandardSchemaValidationPipe } from '@nestjs/common';

/**
 * Validates requests by their schemas. Nest's pipe first deletes fields named `constructor` or `prototype`, so a request
 * would be accepted without a part of it. Here schemas decide: free-form details keep such a field, and all other objects
 * refuse it as unknown. The JSON parser has already refused `__proto__`.
 */
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  protected override stripProtoKeys(): void {
    // Deletes nothing.
  }
}
