// @ts-check
// `npm run build`: builds the services and the web UI into dist/, with the installed packages.
import path from 'node:path';
import { buildServices } from './build.mjs';
import { buildWeb } from './build-web.mjs';
import { Refusal } from './progress.mjs';

const root = path.resolve(import.meta.dirname, '..');

try {
  await Promise.all([buildServices(root), buildWeb(root)]);
} catch (error) {
  console.error(error instanceof Refusal ? `\n${error.message}` : error);
  process.exit(1);
}
