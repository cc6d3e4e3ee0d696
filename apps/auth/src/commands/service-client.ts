// npm run auth:service-client -- --id billing [--audience urn:ates:api] --scopes users:read,tasks:read
import { parseArgs } from 'node:util';
import { newServiceClient, scopesOfThisSystem } from '@ates/contracts';
import { requireKnownScopes } from '../clients/known-scopes.js';
import { CreateServiceClient, CreateServiceClientHandler } from '../clients/create-service-client.js';
import { runCommand, UsageError } from './command.js';

const ownAudience = process.env['OIDC_AUDIENCE'] ?? 'urn:ates:api';

const usage = `npm run auth:service-client -- --id <name> --scopes <scope>[,<scope>] [--audience <audience, default ${ownAudience}>]`;

const { values } = parseArgs({
  options: {
    id: { type: 'string', default: '' },
    audience: { type: 'string', default: ownAudience },
    scopes: { type: 'string', default: '' },
  },
});

function readArguments() {
  const { id, audience } = values;
  const scopes = values.scopes.split(',').map((text) => text.trim());
  if (!newServiceClient.safeParse({ id, audience, scopes }).success) {
    throw new UsageError(
      `Name the client in lower case, and its scopes (${Object.keys(scopesOfThisSystem).join(', ')}):\n  ${usage}`,
    );
  }
  requireKnownScopes({ id, audience, scopes }, ownAudience);
  return { id, audience, scopes };
}

await runCommand([CreateServiceClientHandler], async (context) => {
  const command = new CreateServiceClient(readArguments(), undefined);
  const client = await context.get(CreateServiceClientHandler).execute(command);
  console.log(`client_id      ${client.id}`);
  console.log(`client_secret  ${client.secret}`);
  console.log(`audience       ${client.audience}`);
  console.log(`scopes         ${client.scopes.join(' ')}`);
  console.error('The secret is shown only once; Auth stores only its hash.');
});
