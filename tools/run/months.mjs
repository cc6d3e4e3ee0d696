// @ts-check
// Lists, detaches or attaches months of a service's tables, as the owner of DATABASE_OWNER_URL.
//   npm run months -- tasks detach outbox 2026-01
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';

const [service = '', ...parameters] = process.argv.slice(2);
const program = path.resolve(import.meta.dirname, `../../dist/apps/${service}/src/commands/months.js`);
if (!fs.existsSync(program)) {
  console.error(
    `${program} does not exist. Name a service (tasks, finance or auth), and run npm run build first.`,
  );
  process.exit(1);
}
const command = spawn(process.execPath, [program, ...parameters], { stdio: 'inherit' });
const [code] = await once(command, 'exit');
process.exitCode = code ?? 1;
