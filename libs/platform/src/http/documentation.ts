import { ApiHeader, ApiResponse } from '@nestjs/swagger';

/** Documents that a route takes an `Idempotency-Key`. */
export const ApiIdempotencyKey = () =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Any unique text, such as a UUID: the same request under the same key is done once.',
  });

const text = { type: 'string' } as const;

/** Documents the problems that a route answers with a status: each stable code, and when it comes. */
export const ProblemResponse = (status: number, codes: Record<string, string>) =>
  ApiResponse({
    status,
    description: Object.entries(codes)
      .map(([code, meaning]) => `\`${code}\`: ${meaning}`)
      .join('; '),
    content: {
      'application/problem+json': {
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

const exampleOf = (status: number, code: string, detail: string) => ({
  type: `urn:ates:problem:${code}`,
  title: code.replaceAll('-', ' '),
  status,
  detail,
});
