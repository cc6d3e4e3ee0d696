import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents that a route takes an `Idempotency-Key`. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Any unique text, such as a UUID: the same request under the same key is done once.',
  });

const text = { type: 'string' } as const;

export const problemType = 'application/problem+json';

/** What a response of a status is: the problems that it can be, each stable code with when it comes. */
export const problemsOf = (status: number, codes: Record<string, string>) => ({
  description: Object.entries(codes)
    .map(([code, meaning]) => `\`${code}\`: ${meaning}`)
    .join('; '),
  content: {
    [problemType]: {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'detail'],
        properties: { type: text, title: text, status: { type: 'integer' }, detail: text },
      },
      examples: Object.fromEntries(
        Object.entries(codes).map(([code, meaning]) => [code, { value: exampleOf(status, code, meaning) }]),
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

const exampleOf = (status: number, code: string, detail: string) => ({
  type: `urn:ates:problem:${code}`,
  title: code.replaceAll('-', ' '),
  status,
  detail,
});
