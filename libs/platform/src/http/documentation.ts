import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { problemType } from '../edge/refusals.mjs';

/** Documents that a route takes an `Idempotency-Key`. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Any unique text, such as a UUID: the same request under the same key is done once.',
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
    request_id: { type: 'string', description: 'As in the header X-Request-Id; quote it to the operator' },
  },
};

/** What a response of a status is: the problems that it can be, each stable code with when it comes. */
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

/** Documents the problems that a route answers with a status: each stable code, and when it comes. */
export const ProblemResponse = (status: number, codes: Record<string, string>) =>
  ApiResponse({ status, ...problemsOf(status, codes) });

/** Documents an answer that is not JSON, such as a CSV file. */
export const TextResponse = (type: string, description: string, example: string) =>
  ApiResponse({ status: 200, description, content: { [type]: { schema: text, example } } });

/** Documents an answer that is a file of bytes, such as a workbook. */
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
