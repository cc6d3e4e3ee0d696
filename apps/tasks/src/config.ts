import { z } from 'zod';
import { clientKeys, configuration, neededByClient, readKeys, serviceKeys, url } from '@ates/platform';

/** What Tasks reads from its environment; `.env.example` explains each key. */
export class TasksConfiguration extends configuration(
  {
    ...serviceKeys,
    ...clientKeys,
    FINANCE_URL: url,
    ...readKeys,
    TASK_CHANGED_VERSIONS: z.enum(['1', '1,2', '2']).default('1,2'),
  },
  neededByClient,
) {}
