import { z } from 'zod';

/** An error as every service answers it: RFC 9457, `application/problem+json`. `type` is stable. */
export const problemBody = z
  .object({
    type: z.string().describe('Stable name of the kind of problem, urn:ates:problem:<name>'),
    title: z.string().describe('What went wrong, in a few words'),
    status: z.int(),
    detail: z.string().describe('Why, and what to do now'),
    errors: z
      .array(z.object({ path: z.string(), message: z.string() }))
      .optional()
      .describe('The fields that were refused'),
  })
  .loose();
