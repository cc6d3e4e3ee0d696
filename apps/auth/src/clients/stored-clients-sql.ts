import { isoInstant } from '@ates/platform';

const createdAt = isoInstant('created_at');

/** SQL for the clients of external services as the API shows them, without secrets. */
export const storedServiceClients = `
  select id, 'service' as kind, audience, scopes, false as configured, ${createdAt} as created_at
  from service_client`;

/**
 * SQL for registered devices as the API shows them; `audience` and `scopes` name the parameters with the values all
 * share.
 */
export const storedDeviceClients = (audience: string, scopes: string): string => `
  select id, 'device' as kind, ${audience}::text as audience, ${scopes}::text[] as scopes, false as configured,
         ${createdAt} as created_at
  from device_client`;
