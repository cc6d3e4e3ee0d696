// @ts-check
// Reference of P11: oidc-provider with nothing around it, and its own store in memory.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { serve, settings } from './program.mjs';

const { client, secret, scopes, signingKey } = settings();
const audience = 'urn:ates:api';

const provider = new Provider('http://localhost', {
  clients: [
    {
      client_id: client,
      client_secret: secret,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  jwks: { keys: [signingKey] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => audience,
      getResourceServerInfo: () => ({
        scope: scopes,
        audience,
        accessTokenFormat: 'jwt',
        accessTokenTTL: 300,
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
});

const handle = provider.callback();
const server = createServer((request, response) => void handle(request, response));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
serve({ url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}` });
