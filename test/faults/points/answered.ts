import type { ApiResponse } from '../../support/api.js';
import { until } from '../../support/until.js';

/** Asks again, as a client does, until the answer has this status; returns its body. */
export const answered = <Body>(status: number, ask: () => Promise<ApiResponse<Body>>): Promise<Body> =>
  until(`a client is answered with ${status}`, async () => {
    const answer = await ask();
    if (answer.status !== status) {
      throw new Error(`${answer.status} ${JSON.stringify(answer.body)}`);
    }
    return { body: answer.body };
  }).then(({ body }) => body);
