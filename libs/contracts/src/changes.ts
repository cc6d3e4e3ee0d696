import { z } from 'zod';

/** The data of an event of `GET /changes`: names of changed topics, never their content. */
export const changedTopics = z
  .object({
    topics: z.array(z.string()).describe('Names of changed topics; refetch what you show of them'),
  })
  .meta({ id: 'ChangedTopics', example: { topics: ['tasks'] } });

export type ChangedTopics = z.infer<typeof changedTopics>;
