import { z } from 'zod';
import { messagingKeys } from '@ates/messaging';
import { mailKeys, mailNeeds } from '@ates/mail';
import {
  clientKeys,
  configuration,
  neededByClient,
  origins,
  readKeys,
  serviceKeys,
  url,
} from '@ates/platform';
import { securityLogKeys } from '@ates/security-log';

const count = z.coerce.number().int().min(1);

/** The environment keys of Tasks; `.env.example` explains each of them. */
export class TasksConfiguration extends configuration(
  {
    ...serviceKeys,
    ...messagingKeys,
    ...securityLogKeys,
    ...clientKeys,
    FINANCE_URL: url,
    ...readKeys,
    TASKS_PER_MINUTE: count.default(60),
    REDRAWS_PER_MINUTE: count.default(60),
    REASSIGNMENTS_WAITING: z.coerce.number().int().min(0).default(1),
    NOTIFICATION_DAYS: count.default(90),
    TASK_CHANGED_VERSIONS: z.enum(['1', '1,2', '2']).default('1,2'),
    WEB_ORIGIN: origins,
    ...mailKeys('notifications@ates.local'),
  },
  { ...neededByClient, ...mailNeeds },
) {}
