/** The parts of an OpenAPI document that are checked here. */
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components?: { responses?: Record<string, Response>; schemas?: Record<string, Schema> };
}

interface Operation {
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Content };
  responses: Record<string, Response | { $ref: string }>;
}

interface Response {
  description?: string;
  content?: Content;
}

type Content = Record<string, Media>;

interface Media {
  example?: unknown;
  examples?: Record<string, unknown>;
  schema?: Schema;
}

interface Schema {
  $ref?: string;
  format?: string;
  example?: unknown;
  examples?: unknown[];
}

const problemType = 'application/problem+json';
const withoutContent = ['204'];

/** Every operation of a document with its `METHOD /path`. */
export const operationsOf = ({ paths }: OpenApiDocument): { route: string; operation: Operation }[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );

/** What the document lacks: one line for each missing item, with the operation's route. */
export const missingFrom = (document: OpenApiDocument): string[] =>
  operationsOf(document).flatMap(({ route, operation }) =>
    missingFromOperation(document, operation).map((what) => `${route}: ${what}`),
  );

const missingFromOperation = (
  document: OpenApiDocument,
  { summary, description, requestBody, responses }: Operation,
): string[] => [
  ...(summary ? [] : ['a summary']),
  ...(/\*\*(Available to .+|Public: .+)\*\*/.test(description ?? '') ? [] : ['who may use it']),
  ...withoutExample(document, requestBody?.content).map((type) => `an example of the body (${type})`),
  ...(responses['default'] ? [] : ['the default problems']),
  ...Object.entries(responses).flatMap(([status, response]) =>
    missingFromResponse(document, status, resolved(document, response).content),
  ),
];

/** Resolves a reference to a response. */
const resolved = ({ components }: OpenApiDocument, response: Response | { $ref: string }): Response =>
  '$ref' in response ? (components?.responses?.[response.$ref.split('/').at(-1) ?? ''] ?? {}) : response;

function missingFromResponse(document: OpenApiDocument, status: string, content: Content = {}): string[] {
  const types = Object.keys(content);
  if ((status === 'default' || Number(status) >= 400) && !types.includes(problemType)) {
    return [`which problems ${status} is`];
  }
  if (types.length === 0 && !withoutContent.includes(status)) {
    return [`what ${status} answers`];
  }
  return withoutExample(document, content).map((type) => `an example of ${status} (${type})`);
}

/** Media types without an example. */
const withoutExample = ({ components }: OpenApiDocument, content: Content = {}): string[] =>
  Object.entries(content)
    .filter(([, media]) => !hasExample(media, components?.schemas))
    .map(([type]) => type);

const hasExample = (
  { example, examples = {}, schema = {} }: Media,
  schemas: Record<string, Schema> = {},
): boolean => {
  const named = schema.$ref === undefined ? schema : (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});
  return (
    example !== undefined ||
    Object.keys(examples).length > 0 ||
    named.example !== undefined ||
    (named.examples ?? []).length > 0 ||
    // Binary files have no readable example.
    named.format === 'binary'
  );
};

/** Media types without objects, which need no name: files, and text for monitoring programs. */
const mediaWithoutObjects = [
  'text/csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/octet-stream',
  'text/plain',
];

/** Request bodies and successful answers that are not a schema with a name. */
export const unnamedMessages = (document: OpenApiDocument): string[] =>
  operationsOf(document).flatMap(({ route, operation: { requestBody, responses } }) =>
    [
      { of: 'the body', content: requestBody?.content },
      ...Object.entries(responses)
        .filter(([status]) => status.startsWith('2'))
        .map(([status, response]) => ({ of: status, content: resolved(document, response).content })),
    ].flatMap(({ of, content = {} }) =>
      Object.entries(content)
        .filter(([type, { schema }]) => schema?.$ref === undefined && !mediaWithoutObjects.includes(type))
        .map(([type]) => `${route}: ${of} (${type})`),
    ),
  );

/**
 * Objects within schemas that have no name. Those that may be null stay without one: in OpenAPI 3.0 a reference can't be
 * nullable.
 */
export function unnamedObjects({ components }: OpenApiDocument): string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: string[]): void => {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    const { properties, nullable } = value as { properties?: unknown; nullable?: unknown };
    if (typeof properties === 'object' && path.length > 1 && nullable !== true) {
      found.push(path.join('.'));
    }
    Object.entries(value).forEach(([key, part]) => visit(part, [...path, key]));
  };
  Object.entries(components?.schemas ?? {}).forEach(([name, schema]) => visit(schema, [name]));
  return found;
}

/**
 * Schemas that stand in the document more than once instead of having a name: objects with several properties that two
 * places describe alike.
 */
export function repeatedSchemas(document: OpenApiDocument): string[] {
  const seen = new Map<string, number>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(visit);
    } else if (typeof value === 'object' && value !== null) {
      if ('properties' in value && Object.keys(value.properties ?? {}).length > 2) {
        const text = JSON.stringify(value.properties);
        seen.set(text, (seen.get(text) ?? 0) + 1);
      }
      Object.values(value).forEach(visit);
    }
  };
  visit(document);
  return [...seen].filter(([, count]) => count > 1).map(([text]) => text);
}

/** Schemas that are said to be nullable, but refuse null: they have no type, or values without it (OpenAPI 3.0). */
export function schemasRefusingNull(document: OpenApiDocument): string[] {
  const found: string[] = [];
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) {
      return;
    }
    const {
      nullable,
      type,
      enum: values,
    } = value as { nullable?: unknown; type?: unknown; enum?: unknown[] };
    if (nullable === true && (type === undefined || values?.includes(null) === false)) {
      found.push(path);
    }
    Object.entries(value).forEach(([key, part]) => visit(part, `${path}/${key}`));
  };
  visit(document, '');
  return found;
}
