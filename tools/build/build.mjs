// @ts-check
// `npm run build`: builds the services and the web UI into dist/, and the types of the web UI's API clients, which editors need.
import path from 'node:path';
import { buildApiClients } from './build-api-clients.mjs';
import { buildWeb } from './build-web.mjs';
import { Refusal } from '../terminal/progress.mjs';

const root = path.resolve(import.meta.dirname, '../..');

try {
  await Promise.all([buildApiClients(root), buildWeb(root)]);
} catch (error) {
  console.error(error instanceof Refusal ? `\n${error.message}` : error);
  process.exit(1);
}
