// npm run auth:device-client -- --id front-door             registers a device, prints its secret once
// npm run auth:device-client -- --id front-door --remove    takes the registration back
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { Database } from '@ates/platform';
import { Passwords } from '../credentials/passwords.js';
import { isClientId, reservedClientIds } from '../oidc/client-ids.js';
import { deleteDeviceClient, insertDeviceClient } from '../oidc/device-clients.js';
import { runCommand, UsageError } from './command.js';

const { values } = parseArgs({
  options: { id: { type: 'string', default: '' }, remove: { type: 'boolean', default: false } },
});

function readId(): string {
  if (!isClientId(values.id)) {
    throw new UsageError(
      'Name the device, in small letters:\n  npm run auth:device-client -- --id <name> [--remove]',
    );
  }
  if (reservedClientIds.includes(values.id)) {
    throw new UsageError(`${values.id} is a client of the system itself. Choose another id.`);
  }
  return values.id;
}

async function register(context: INestApplicationContext, id: string): Promise<void> {
  const secret = randomBytes(32).toString('base64url');
  const secretHash = await context.get(Passwords).hash(secret);
  const isNew = await context.get(Database).transaction((tx) => insertDeviceClient(tx, id, secretHash));
  if (!isNew) {
    throw new UsageError(`There is a client ${id} already. Choose another id.`);
  }
  console.log(`client_id      ${id}`);
  console.log(`client_secret  ${secret}`);
  console.error('The secret is shown this once; only its hash is kept.');
}

async function remove(context: INestApplicationContext, id: string): Promise<void> {
  const wasThere = await context.get(Database).transaction((tx) => deleteDeviceClient(tx, id));
  if (!wasThere) {
    throw new UsageError(`There is no device ${id}.`);
  }
  console.log(`${id} signs nobody in any more. Tokens that it got run out within five minutes.`);
}

await runCommand([Passwords], async (context) => {
  const id = readId();
  await (values.remove ? remove(context, id) : register(context, id));
});
