import { z } from 'zod';
import { brokerPublishersIn } from '@ates/contracts';

/** The environment keys of messaging that every service has, besides those of its connection. */
export const messagingKeys = {
  AMQP_PUBLISHERS: z
    .string()
    .default('')
    .transform((list, context) => {
      try {
        return brokerPublishersIn(list);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
        return z.NEVER;
      }
    }),
};
