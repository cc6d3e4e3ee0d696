import { z } from 'zod';

/** What an event of `GET /changes` says: names of what changed, never what it is now. */
export const changedTopics = z
  .object({
    topics: z.array(z.string()).describe('Names of what pages show; read again what is on the page of it'),
  })
  .meta({ example: { topics: ['tasks'] } });

export type ChangedTopics = z.infer<typeof changedTopics>;
