// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { buildStep } from './build-step.mjs';
import { buildServices, servicesStamp } from './build-services.mjs';

/** Where the types of the web UI's API clients are generated; ignored by Git. */
export const generatedClients = 'apps/web/src/api/generated';

/** The same for the codes of the problems that services answer, which the texts of the web UI need. */
export const generatedCodes = 'apps/web/src/i18n/generated';

const generator = 'tools/build/generate-api-clients.mjs';

/**
 * Generates the types of the web UI's API clients, unless the last ones came from the same services. The types are for
 * checks and editors: builds and tests run without them.
 * @param {string} root
 */
export async function buildApiClients(root) {
  await buildServices(root);
  const version = createHash('sha256')
    .update(fs.readFileSync(path.join(root, servicesStamp)))
    .update(fs.readFileSync(path.join(root, generator)))
    .digest('hex');
  await buildStep(root, {
    name: 'the API clients',
    lock: 'api-clients',
    stamp: path.join(root, generatedClients, '.sources'),
    version,
    command: [generator],
  });
}
