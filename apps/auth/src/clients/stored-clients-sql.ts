const createdAt = `to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** SQL of the clients of somebody's services as they are shown, without their secrets. */
export const storedServiceClients = `
  select id, 'service' as kind, audience, scopes, false as configured, ${createdAt} as created_at
  from service_client`;

/** SQL of the registered devices as they are shown; `audience` and `scopes` name the parameters that all have alike. */
export const storedDeviceClients = (audience: string, scopes: string): string => `
  select id, 'device' as kind, ${audience}::text as audience, ${scopes}::text[] as scopes, false as configured,
         ${createdAt} as created_at
  from device_client`;
