// @ts-check
// `npm run build`: builds the services and the web UI into dist/, and the types of the web UI's API clients, which only
// editors and checks need. Usage: node tools/build/build.mjs [services] [web-ui] [api-clients], by default all of them.
import path from 'node:path';
import { Refusal } from '../terminal/progress.mjs';
import { buildApiClients } from './build-api-clients.mjs';
import { buildServices } from './build-services.mjs';
import { buildWeb } from './build-web.mjs';

const root = path.resolve(import.meta.dirname, '../..');

/** @type {Record<string, (root: string) => Promise<void>>} */
const builds = { services: buildServices, 'web-ui': buildWeb, 'api-clients': buildApiClients };

/** @param {string} name */
async function build(name) {
  const run = builds[name];
  if (!run) {
    throw new Refusal(`usage: node tools/build/build.mjs ${Object.keys(builds).join('|')}`);
  }
  await run(root);
}

const named = process.argv.slice(2);

try {
  await Promise.all((named.length > 0 ? named : Object.keys(builds)).map(build));
} catch (error) {
  console.error(error instanceof Refusal ? `\n${error.message}` : error);
  process.exit(1);
}
