// npm run auth:service-client -- --id billing [--audience urn:ates:api] --scopes users:read,tasks:read
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Database } from '@ates/platform';
import { Passwords } from '../credentials/passwords.js';
import { isClientId, reservedClientIds } from '../oidc/client-ids.js';
import { insertServiceClient } from '../oidc/service-clients.js';
import { runCommand, UsageError } from './command.js';

const usage =
  'npm run auth:service-client -- --id <name> --scopes <scope>[,<scope>] [--audience <audience, urn:ates:api when left out>]';

const { values } = parseArgs({
  options: {
    id: { type: 'string', default: '' },
    audience: { type: 'string', default: 'urn:ates:api' },
    scopes: { type: 'string', default: '' },
  },
});

// What OAuth 2.0 lets a scope be made of.
const scope = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

function readArguments() {
  const scopes = values.scopes.split(',').map((text) => text.trim());
  if (!isClientId(values.id) || !scopes.every((text) => scope.test(text)) || values.audience === '') {
    throw new UsageError(`Name the client, in small letters, and its scopes:\n  ${usage}`);
  }
  if (reservedClientIds.includes(values.id)) {
    throw new UsageError(`${values.id} is a client of the system itself. Choose another id.`);
  }
  return { id: values.id, audience: values.audience, scopes };
}

await runCommand([Passwords], async (context) => {
  const client = readArguments();
  const secret = randomBytes(32).toString('base64url');
  const secretHash = await context.get(Passwords).hash(secret);
  const isNew = await context.get(Database).transaction((tx) => insertServiceClient(tx, client, secretHash));
  if (!isNew) {
    throw new UsageError(`There is a client ${client.id} already. Choose another id.`);
  }
  console.log(`client_id      ${client.id}`);
  console.log(`client_secret  ${secret}`);
  console.log(`audience       ${client.audience}`);
  console.log(`scopes         ${client.scopes.join(' ')}`);
  console.error('The secret is shown this once; only its hash is kept.');
});
