import type { OpenAPIObject } from '@nestjs/swagger';

/**
 * Lists null among the values of each schema that may be null. In OpenAPI 3.0, `nullable` does not add it to an `enum`, so
 * without it a client that validates answers would refuse them; Nest's conversion only sets `nullable`.
 */
export function describeNulls(document: OpenAPIObject): OpenAPIObject {
  visit(document);
  return document;
}

function visit(value: unknown): void {
  if (typeof value !== 'object' || value === null) {
    return;
  }
  const { nullable, enum: values } = value as { nullable?: unknown; enum?: unknown };
  if (nullable === true && Array.isArray(values) && !values.includes(null)) {
    values.push(null);
  }
  Object.values(value).forEach(visit);
}
