import { z } from 'zod';
import { instant, pageOf, pageQuery } from './primitives.js';

/** A client's id: it needs no encoding anywhere. */
export const clientId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,99}$/, 'must be small letters, digits and . _ - alone, 100 at most')
  .meta({ description: 'What it signs in as', example: 'billing' });

const audience = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be visible ASCII characters, 200 at most')
  .describe('For whom its tokens are');

// What OAuth 2.0 lets a scope be made of.
const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'must be a scope as OAuth 2.0 has it');

/** What an administrator says to make a client for somebody's service (A3). */
export const newServiceClient = z
  .strictObject({
    id: clientId,
    audience: audience.optional().describe("For whom its tokens are; this system's own when left out"),
    scopes: z.array(scope).min(1).max(50).describe('What it may do at most'),
  })
  .meta({ example: { id: 'billing', scopes: ['users:read', 'tasks:read'] } });

const exampleClient = {
  id: 'billing',
  kind: 'service',
  audience: 'urn:ates:api',
  scopes: ['users:read', 'tasks:read'],
  configured: false,
  created_at: '2026-03-02T09:30:00.000Z',
} as const;

/** A service that gets tokens of its own (A3), or a device that signs people in by their beaks (A4). */
export const client = z
  .object({
    id: z.string(),
    kind: z.enum(['service', 'device']),
    audience: z.string().describe('For whom its tokens are'),
    scopes: z.array(z.string()).describe('What its tokens may say at most'),
    configured: z
      .boolean()
      .describe(
        'True for services of the system itself: their secrets are in its configuration, not to be changed here',
      ),
    created_at: instant.nullable().describe('Null for those of the system itself'),
  })
  .meta({ example: exampleClient });

export const clientPage = pageOf(client);

export const clientsQuery = z.strictObject(pageQuery);

export const clientParameter = z.strictObject({ id: clientId });

const secret = z
  .string()
  .nullable()
  .describe(
    'Told this once, since its hash alone is kept: null when the request is repeated under its Idempotency-Key',
  );

const exampleSecret = 'qk0Jw3cF6m1sV8yB5tH2nR7xL4pD9gZ0aE6uK3iO1wM';

/** A new client, with what it signs in with. */
export const createdClient = client
  .extend({ secret })
  .meta({ example: { ...exampleClient, secret: exampleSecret } });

/** A client's new secret. */
export const clientSecret = z
  .object({ id: z.string(), secret })
  .meta({ example: { id: 'billing', secret: exampleSecret } });

export type NewServiceClient = z.infer<typeof newServiceClient>;
export type ClientView = z.infer<typeof client>;
export type ClientPage = z.infer<typeof clientPage>;
export type ClientsQuery = z.infer<typeof clientsQuery>;
export type CreatedClient = z.infer<typeof createdClient>;
export type ClientSecret = z.infer<typeof clientSecret>;
