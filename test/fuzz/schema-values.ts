import fc from 'fast-check';
import { attacks, wildJson, wildText } from './wild-values.js';

/** The parts of JSON Schema that OpenAPI documents of the services use. */
export interface JsonSchema {
  $ref?: string;
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  nullable?: boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean | JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  example?: unknown;
  default?: unknown;
}

type Schemas = Record<string, JsonSchema>;

const resolved = (schema: JsonSchema, schemas: Schemas): JsonSchema =>
  schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});

const day = fc
  .date({ min: new Date('2024-12-30'), max: new Date('2027-01-03'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const byFormat: Record<string, fc.Arbitrary<string>> = {
  uuid: fc.uuid(),
  date: day,
  'date-time': fc
    .date({ min: new Date('2024-12-30'), max: new Date('2027-01-03'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  email: fc.nat(1_000_000).map((number) => `fuzzed-${number}@example.org`),
};

const textOf = ({ minLength = 0, maxLength = 60, format, pattern }: JsonSchema): fc.Arbitrary<string> => {
  const known = byFormat[format ?? ''];
  if (known !== undefined) {
    return known;
  }
  if (pattern !== undefined) {
    try {
      return fc.stringMatching(new RegExp(pattern));
    } catch {
      // fast-check generates no text for this pattern; what follows is nearly valid.
    }
  }
  const longest = Math.min(maxLength, 60);
  return fc
    .oneof(
      fc.constantFrom('Fix the perch', '[POPUG-42] - Fix the perch', 'ж🦜 straße', ...attacks),
      fc.string({ unit: 'grapheme', minLength: Math.min(minLength, longest), maxLength: longest }),
    )
    .map((text) => text.padEnd(minLength, 'x'));
};

/** Values that a schema allows, as far as it says; the service may know more rules. */
export function valuesOf(schema: JsonSchema, schemas: Schemas): fc.Arbitrary<unknown> {
  const { type, nullable, anyOf, oneOf, allOf, ...rest } = resolved(schema, schemas);
  const any = anyOf ?? oneOf;
  const values = ((): fc.Arbitrary<unknown> => {
    if (rest.enum !== undefined) {
      return fc.constantFrom(...rest.enum);
    }
    if (any !== undefined) {
      return fc.oneof(...any.map((option) => valuesOf(option, schemas)));
    }
    if (allOf !== undefined) {
      return fc
        .tuple(...allOf.map((part) => valuesOf(part, schemas)))
        .map((parts) => Object.assign({}, ...parts) as unknown);
    }
    switch (type) {
      case 'string':
        return textOf(rest);
      case 'integer':
      case 'number':
        return fc.integer({
          min: Math.max(rest.minimum ?? 0, -1000),
          max: Math.min(rest.maximum ?? 1000, 100_000),
        });
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.uniqueArray(valuesOf(rest.items ?? {}, schemas), {
          minLength: rest.minItems ?? 0,
          maxLength: Math.max(rest.minItems ?? 0, Math.min(rest.maxItems ?? 3, 3)),
        });
      case 'object':
        return objectsOf(rest, schemas);
      case undefined:
      default:
        return wildJson;
    }
  })();
  return nullable === true ? fc.option(values, { nil: null, freq: 5 }) : values;
}

function objectsOf(
  { properties = {}, required = [], additionalProperties, example }: JsonSchema,
  schemas: Schemas,
): fc.Arbitrary<unknown> {
  const values = Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, valuesOf(value, schemas)]),
  );
  const described = fc.record(values, { requiredKeys: required });
  const objects =
    Object.keys(properties).length === 0 && additionalProperties !== false
      ? fc.dictionary(wildText, fc.oneof(wildText, fc.integer()), { maxKeys: 3 })
      : described;
  return example === undefined ? objects : fc.oneof({ weight: 3, arbitrary: objects }, fc.constant(example));
}

/** Values that a schema nearly allows: a property missing, added or of another type, or another type altogether. */
export function nearlyValidValuesOf(schema: JsonSchema, schemas: Schemas): fc.Arbitrary<unknown> {
  const keys = Object.keys(resolved(schema, schemas).properties ?? {});
  const changed = fc
    .tuple(
      valuesOf(schema, schemas),
      fc.constantFrom('x', ...keys),
      wildJson,
      fc.constantFrom('set', 'remove', 'add'),
    )
    .map(([value, key, wild, change]) => withChange(value, key, wild, change));
  return fc.oneof({ weight: 4, arbitrary: changed }, wildJson);
}

function withChange(value: unknown, key: string, wild: unknown, change: 'set' | 'remove' | 'add'): unknown {
  if (typeof value !== 'object' || value === null) {
    return wild;
  }
  const entries = Object.entries(value);
  switch (change) {
    case 'set':
      return Object.fromEntries([...entries, [key, wild]]);
    case 'remove':
      return Object.fromEntries(entries.filter(([known]) => known !== key));
    case 'add':
      return Object.fromEntries([...entries, [`${key}_`, wild]]);
  }
}
