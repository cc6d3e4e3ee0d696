import { z } from 'zod';
import { instant, pageOf, pageQuery } from './primitives.js';

/** A client's id, which needs no encoding anywhere. */
export const clientId = z
  .string()
  .check(
    z.stringFormat(
      'client-id',
      /^[a-z0-9][a-z0-9._-]{0,99}$/,
      'must be at most 100 characters, only lowercase letters, digits and . _ -',
    ),
  )
  .meta({ description: '`client_id` it authenticates with', example: 'billing' });

const audience = z
  .string()
  .check(z.stringFormat('audience', /^[\x21-\x7e]{1,200}$/, 'must be at most 200 visible ASCII characters'))
  .describe('Audience of its tokens');

// The characters that OAuth 2.0 allows in a scope.
const scope = z
  .string()
  .check(
    z.stringFormat('oauth-scope', /^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'must be a valid OAuth 2.0 scope'),
  );

/** A client that an administrator creates for a service (A3). */
export const newServiceClient = z
  .strictObject({
    id: clientId,
    audience: audience.optional().describe("Audience of its tokens; defaults to this system's"),
    scopes: z.array(scope).min(1).max(50).describe('Scopes that it may request'),
  })
  .meta({ id: 'NewServiceClient', example: { id: 'billing', scopes: ['users:read', 'tasks:read'] } });

const exampleClient = {
  id: 'billing',
  kind: 'service',
  audience: 'urn:ates:api',
  scopes: ['users:read', 'tasks:read'],
  configured: false,
  created_at: '2026-03-02T09:30:00.000Z',
} as const;

/** A service with access tokens of its own (A3), or a device that signs people in by their beaks (A4). */
export const client = z
  .object({
    id: z.string(),
    kind: z.enum(['service', 'device']),
    audience: z.string().describe('Audience of its tokens'),
    scopes: z.array(z.string()).describe('Scopes that it may request'),
    configured: z
      .boolean()
      .describe(
        "True for the system's own services: their secrets are in its configuration and cannot be changed here",
      ),
    created_at: instant.nullable().describe("Null for the system's own clients"),
  })
  .meta({ id: 'Client', example: exampleClient });

export const clientPage = pageOf(client).meta({ id: 'ClientPage' });

export const clientsQuery = z.strictObject(pageQuery);

export const clientParameter = z.strictObject({ id: clientId });

const secret = z
  .string()
  .nullable()
  .describe(
    'Returned only once, since only its hash is stored: null when the request is repeated with its Idempotency-Key',
  );

const exampleSecret = 'qk0Jw3cF6m1sV8yB5tH2nR7xL4pD9gZ0aE6uK3iO1wM';

/** A new client with its secret. */
export const createdClient = client
  .extend({ secret })
  .meta({ id: 'CreatedClient', example: { ...exampleClient, secret: exampleSecret } });

/** A client's new secret. */
export const clientSecret = z
  .object({ id: z.string(), secret })
  .meta({ id: 'ClientSecret', example: { id: 'billing', secret: exampleSecret } });

export type NewServiceClient = z.infer<typeof newServiceClient>;
export type ClientView = z.infer<typeof client>;
export type ClientPage = z.infer<typeof clientPage>;
export type ClientsQuery = z.infer<typeof clientsQuery>;
export type CreatedClient = z.infer<typeof createdClient>;
export type ClientSecret = z.infer<typeof clientSecret>;
