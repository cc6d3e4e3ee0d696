import { z } from 'zod';
import { configuration, port, secret, url } from '@ates/platform';

/** What Tasks reads from its environment; `.env.example` explains each key. */
export class TasksConfiguration extends configuration(
  {
    PORT: port,
    HOST: z.string().default('127.0.0.1'),
    DATABASE_URL: url,
    MESSAGE_TRANSPORT: z.enum(['rabbitmq', 'feed']).default('rabbitmq'),
    AMQP_URL: url.optional(),
    OIDC_ISSUER: url,
    OIDC_DISCOVERY_URL: url.optional(),
    OIDC_AUDIENCE: z.string().default('urn:ates:api'),
    OIDC_ROLES_CLAIM: z.string().default('roles'),
    AUTH_URL: url,
    SERVICE_CLIENT_ID: z.string(),
    SERVICE_CLIENT_SECRET: secret,
  },
  { AMQP_URL: ({ MESSAGE_TRANSPORT }) => MESSAGE_TRANSPORT !== 'feed' },
) {}
