// npm run auth:device-client -- --id front-door             registers a device, prints its secret once
// npm run auth:device-client -- --id front-door --remove    removes the registration
import { parseArgs } from 'node:util';
import type { INestApplicationContext } from '@nestjs/common';
import { clientId } from '@ates/contracts';
import { configuration, Database, flag, readConfigurationOrExit } from '@ates/platform';
import { recordSecurity } from '@ates/security-log';
import { requireNotConfigured } from '../clients/changeable-clients.js';
import { hashOfRandomSecret, newRandomSecret } from '../credentials/random-secrets.js';
import { deleteDeviceClient, insertDeviceClient } from '../oidc/device-clients.js';
import { runCommand, UsageError } from './command.js';

const { values } = parseArgs({
  options: { id: { type: 'string', default: '' }, remove: { type: 'boolean', default: false } },
});

function readId(): string {
  if (!clientId.safeParse(values.id).success) {
    throw new UsageError(
      'Name the device in lower case:\n  npm run auth:device-client -- --id <name> [--remove]',
    );
  }
  requireNotConfigured(values.id);
  return values.id;
}

/** Whether registered devices are enabled, according to this command's environment. */
class DevicesConfiguration extends configuration({ REGISTERED_DEVICES: flag.default(true) }) {}

async function register(context: INestApplicationContext, id: string): Promise<void> {
  if (!readConfigurationOrExit(DevicesConfiguration).REGISTERED_DEVICES) {
    throw new UsageError(
      'REGISTERED_DEVICES=false switches devices off, so this one could not sign anyone in. Set it to true for Auth first.',
    );
  }
  const secret = newRandomSecret();
  const secretHash = hashOfRandomSecret(secret);
  await context.get(Database).transaction(async (tx) => {
    await insertDeviceClient(tx, id, secretHash);
    await recordSecurity(tx, { action: 'device.registered', subject: { kind: 'device', id } });
  });
  console.log(`client_id      ${id}`);
  console.log(`client_secret  ${secret}`);
  console.error('The secret is shown only once; Auth stores only its hash.');
}

async function remove(context: INestApplicationContext, id: string): Promise<void> {
  const wasThere = await context.get(Database).transaction(async (tx) => {
    const isRemoved = await deleteDeviceClient(tx, id);
    if (isRemoved) {
      await recordSecurity(tx, { action: 'device.removed', subject: { kind: 'device', id } });
    }
    return isRemoved;
  });
  if (!wasThere) {
    throw new UsageError(`There is no device ${id}.`);
  }
  console.log(`${id} can no longer sign anyone in. Tokens already issued to it expire within five minutes.`);
}

await runCommand([], async (context) => {
  const id = readId();
  await (values.remove ? remove(context, id) : register(context, id));
});
