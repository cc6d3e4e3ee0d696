import type { ClientMetadata } from 'oidc-provider';
import type { AuthConfiguration } from '../config.js';
import { serviceClientMetadata, type ServiceClient } from './service-clients.js';

const personsScopes = 'openid profile email';

const tasksService = (audience: string): ServiceClient => ({
  id: 'tasks',
  audience,
  scopes: ['users:read', 'events:read'],
});

const financeService = (audience: string): ServiceClient => ({
  id: 'finance',
  audience,
  scopes: ['users:read', 'tasks:read', 'events:read'],
});

/** The system's other services, which get their own tokens. */
export const ownServices = ({ OIDC_AUDIENCE: audience }: AuthConfiguration): ServiceClient[] => [
  tasksService(audience),
  financeService(audience),
];

/** The system's own clients: the web UI, devices without a browser, and the other two services. */
export const firstPartyClients = (configuration: AuthConfiguration): ClientMetadata[] => [
  webClient(configuration.WEB_ORIGIN),
  ...(configuration.DEVICE_CODES ? [deviceClient] : []),
  serviceClientMetadata(tasksService(configuration.OIDC_AUDIENCE), configuration.TASKS_CLIENT_SECRET),
  serviceClientMetadata(financeService(configuration.OIDC_AUDIENCE), configuration.FINANCE_CLIENT_SECRET),
];

const webClient = (origins: readonly string[]): ClientMetadata => ({
  client_id: 'web',
  client_name: 'aTES',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: origins.flatMap((origin) => [`${origin}/callback`, `${origin}/silent`]),
  post_logout_redirect_uris: origins.flatMap((origin) => [`${origin}/`, `${origin}/signed-out`]),
  scope: personsScopes,
});

export const deviceClientId = 'device';

const deviceClient: ClientMetadata = {
  client_id: deviceClientId,
  client_name: 'aTES on a device',
  token_endpoint_auth_method: 'none',
  application_type: 'native',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  response_types: [],
  redirect_uris: [],
  scope: personsScopes,
};
