/** The parts of an OpenAPI document that are checked here. */
export interface OpenApiDocument {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components?: { responses?: Record<string, Response> };
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
  schema?: { format?: string; example?: unknown; examples?: unknown[] };
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
  ...(/\*\*(For|Open to) .+\*\*/.test(description ?? '') ? [] : ['who may use it']),
  ...withoutExample(requestBody?.content).map((type) => `an example of the body (${type})`),
  ...(responses['default'] ? [] : ['the default problems']),
  ...Object.entries(responses).flatMap(([status, response]) =>
    missingFromResponse(status, resolved(document, response).content),
  ),
];

/** Resolves a reference to a response. */
const resolved = ({ components }: OpenApiDocument, response: Response | { $ref: string }): Response =>
  '$ref' in response ? (components?.responses?.[response.$ref.split('/').at(-1) ?? ''] ?? {}) : response;

function missingFromResponse(status: string, content: Content = {}): string[] {
  const types = Object.keys(content);
  if ((status === 'default' || Number(status) >= 400) && !types.includes(problemType)) {
    return [`which problems ${status} is`];
  }
  if (types.length === 0 && !withoutContent.includes(status)) {
    return [`what ${status} answers`];
  }
  return withoutExample(content).map((type) => `an example of ${status} (${type})`);
}

/** Media types without an example. */
const withoutExample = (content: Content = {}): string[] =>
  Object.entries(content)
    .filter(([, media]) => !hasExample(media))
    .map(([type]) => type);

const hasExample = ({ example, examples = {}, schema = {} }: Media): boolean =>
  example !== undefined ||
  Object.keys(examples).length > 0 ||
  schema.example !== undefined ||
  (schema.examples ?? []).length > 0 ||
  // Binary files have no readable example.
  schema.format === 'binary';
