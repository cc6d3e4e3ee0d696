import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { problemType } from '../edge/refusals.mjs';

/** Documents that a route accepts an `Idempotency-Key`. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'Any unique string, such as a UUID. A request that is repeated with its key takes effect once.',
  });

const text = { type: 'string' } as const;

export const problemSchema = {
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
  },
};

/** The OpenAPI response for a status: its possible problems, each stable code with its meaning. */
export const problemsOf = (status: number, codes: Record<string, string>) => ({
  description: Object.entries(codes)
    .map(([code, meaning]) => `\`${code}\`: ${meaning}`)
    .join('; '),
  content: {
    [problemType]: {
      schema: problemSchema,
      examples: Object.fromEntries(
        Object.entries(codes).map(([code, meaning]) => [
          code,
          { value: problemExample(status, code, meaning) },
        ]),
      ),
    },
  },
});

/** Documents the problems that a route returns with a status: each stable code with its meaning. */
export const ProblemResponse = (status: number, codes: Record<string, string>) =>
  ApiResponse({ status, ...problemsOf(status, codes) });

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
