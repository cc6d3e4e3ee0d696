import { applyDecorators } from '@nestjs/common';
import {
  ApiHeader,
  ApiOperation,
  ApiResponse,
  getSchemaPath,
  type ApiResponseOptions,
  type OpenAPIObject,
} from '@nestjs/swagger';
import { problemType } from '../edge/refusals.mjs';
import { fieldErrorCodes } from '../field-errors.js';

type StandardSchema = NonNullable<
  Extract<ApiResponseOptions, { standardSchema?: unknown }>['standardSchema']
>;
type JsonSchema = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

/** A route's successful response: its schema, what it means where there is no body, or both. */
type Answer = StandardSchema | string | { description: string; schema: StandardSchema };

interface RouteDocumentation {
  /** One line, as a command: `Create a task`. */
  summary: string;
  description?: string;
  /** Successful responses by status. */
  answers?: Record<number, Answer>;
  /**
   * Problems by status, each stable code with its meaning. Those that follow from what the route declares (`@Allow`, its
   * schemas, its `Idempotency-Key`, that it needs the database) are added to the document automatically.
   */
  problems?: Record<number, Record<string, string>>;
}

/** Documents a route: what it does, what it answers, and the problems that only this route returns. */
export const ApiRoute = ({ summary, description, answers = {}, problems = {} }: RouteDocumentation) =>
  applyDecorators(
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ...Object.entries(answers).map(([status, answer]) => AnswerResponse(Number(status), answer)),
    ...Object.entries(problems).map(([status, codes]) => ProblemResponse(Number(status), codes)),
  );

function AnswerResponse(status: number, answer: Answer) {
  if (typeof answer === 'string') {
    return ApiResponse({ status, description: answer });
  }
  return 'schema' in answer
    ? ApiResponse({ status, description: answer.description, standardSchema: answer.schema })
    : ApiResponse({ status, standardSchema: answer });
}

/** Documents the problems that every route of a controller returns with a status: each stable code with its meaning. */
export const ProblemResponse = (status: number, codes: Record<string, string>) =>
  ApiResponse({ status, ...problemsOf(status, codes) });

/** Documents that a route accepts an `Idempotency-Key`. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: idempotencyHeader,
    required: false,
    description:
      'Any unique string, such as a UUID. A request that is repeated with its key takes effect once.',
  });

export const idempotencyHeader = 'Idempotency-Key';

const text = { type: 'string' } as const;

const problemSchemaName = 'Problem';
const fieldErrorSchemaName = 'FieldError';

const fieldErrorCode = {
  type: 'string',
  description:
    'The reason for programs: a code keeps its meaning. We may add codes; show the message of those that you do not know.',
  example: 'too-long',
  'x-extensible-enum': fieldErrorCodes,
} as const;

/** A field that was refused. */
const fieldErrorSchema: JsonSchema = {
  type: 'object',
  required: ['path', 'code', 'message'],
  properties: {
    path: {
      type: 'string',
      description:
        'The name of the field, such as `roles.0` for the first role; empty for the request as a whole',
    },
    code: fieldErrorCode,
    message: { type: 'string', description: 'The reason for people, in English' },
    params: {
      type: 'object',
      description: 'The values that a text for the code needs, such as the limit `max`',
      additionalProperties: { oneOf: [text, { type: 'number' }] },
      example: { max: 2000 },
    },
  },
};

/** What every problem looks like (RFC 9457). */
const problemSchema: JsonSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail'],
  properties: {
    type: text,
    title: text,
    status: { type: 'integer' },
    detail: text,
    request_id: {
      type: 'string',
      description: 'The same as in the header X-Request-Id; include it when you contact the operator',
    },
    errors: {
      type: 'array',
      description: 'The fields that were refused, each with the reason',
      items: { $ref: getSchemaPath(fieldErrorSchemaName) },
    },
  },
};

/** The schemas of problems by their names among the document's `components`. */
export const problemSchemas: Record<string, JsonSchema> = {
  [problemSchemaName]: problemSchema,
  [fieldErrorSchemaName]: fieldErrorSchema,
};

export const problemReference = { $ref: getSchemaPath(problemSchemaName) };

/** The OpenAPI response for a status: its possible problems, each stable code with its meaning. */
export const problemsOf = (status: number, codes: Record<string, string>) => ({
  description: Object.entries(codes)
    .map(([code, meaning]) => `\`${code}\`: ${meaning}`)
    .join('; '),
  content: {
    [problemType]: {
      schema: problemReference,
      examples: Object.fromEntries(
        Object.entries(codes).map(([code, meaning]) => [
          code,
          { value: problemExample(status, code, meaning) },
        ]),
      ),
    },
  },
});

/** Documents a text response other than JSON, such as a CSV file. */
export const TextResponse = (type: string, description: string, example: string) =>
  ApiResponse({ status: 200, description, content: { [type]: { schema: text, example } } });

/** Documents a binary response, such as a workbook. */
export const FileResponse = (type: string, description: string) =>
  ApiResponse({
    status: 200,
    description,
    content: { [type]: { schema: { type: 'string', format: 'binary' } } },
  });

export const problemExample = (status: number, code: string, detail: string) => ({
  type: `urn:ates:problem:${code}`,
  title: code.replaceAll('-', ' '),
  status,
  detail,
});
