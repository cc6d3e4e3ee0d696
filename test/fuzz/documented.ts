import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ServiceName } from '../support/system.js';
import type { Operation, Parameter } from './requests.js';
import type { JsonSchema } from './schema-values.js';

interface Media {
  schema?: JsonSchema;
  examples?: Record<string, { value?: { type?: string; status?: number } }>;
}

interface Response {
  content?: Record<string, Media>;
}

interface DocumentedOperation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Response | { $ref: string }>;
  security?: unknown[];
}

/** An OpenAPI document, as a service answers at `/docs-json`. */
export interface ServiceDocument {
  paths: Record<string, Record<string, DocumentedOperation>>;
  components: { schemas: Record<string, JsonSchema>; responses: Record<string, Response> };
}

export const problemType = 'application/problem+json';

/** What a service's document says about its operations and their answers. */
export class Documented {
  readonly operations: readonly Operation[];
  private readonly ajv: Ajv;
  private readonly validators = new Map<string, ValidateFunction>();

  constructor(
    readonly service: ServiceName,
    private readonly document: ServiceDocument,
  ) {
    this.ajv = new Ajv({ strict: false, allErrors: false });
    addFormats.default(this.ajv);
    this.ajv.addFormat('binary', true);
    this.ajv.addSchema({ $id: 'document', components: document.components });
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({
        service,
        method: method.toUpperCase(),
        path,
        isPublic: operation.security?.length === 0,
        parameters: operation.parameters ?? [],
        body: operation.requestBody?.content['application/json']?.schema,
      })),
    );
  }

  get schemas(): Record<string, JsonSchema> {
    return this.document.components.schemas;
  }

  /** The media types of a status of an operation; undefined if the document lacks the status. */
  mediaOf({ path, method }: Operation, status: number): Record<string, Media> | undefined {
    const response = this.document.paths[path]?.[method.toLowerCase()]?.responses[String(status)];
    return response && (this.resolved(response).content ?? {});
  }

  /** Whether the document lists a problem for an operation, or for every operation as `default`. */
  knowsProblem({ path, method }: Operation, status: number, type: string): boolean {
    const responses = this.document.paths[path]?.[method.toLowerCase()]?.responses ?? {};
    const examples = [responses[String(status)], responses['default']].flatMap((response) =>
      Object.values((response && this.resolved(response).content?.[problemType]?.examples) ?? {}),
    );
    return examples.some(({ value }) => value?.type === type && value.status === status);
  }

  /** How a body violates the schema of its media type; undefined if it doesn't. */
  violationOf(schema: JsonSchema | undefined, body: unknown): string | undefined {
    const name = JSON.stringify(schema ?? {});
    const validate = this.validators.get(name) ?? this.ajv.compile(withAbsoluteReferences(schema ?? {}));
    this.validators.set(name, validate);
    return validate(body) ? undefined : this.ajv.errorsText(validate.errors);
  }

  /** How a body violates the schema of problems; undefined if it doesn't. */
  problemViolation(body: unknown): string | undefined {
    return this.violationOf({ $ref: '#/components/schemas/Problem' }, body);
  }

  private resolved(response: Response | { $ref: string }): Response {
    return '$ref' in response
      ? (this.document.components.responses[response.$ref.split('/').at(-1) ?? ''] ?? {})
      : response;
  }
}

/** References of the document's schemas are relative to the whole document. */
const withAbsoluteReferences = (schema: JsonSchema): JsonSchema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"document#/components/')) as JsonSchema;
