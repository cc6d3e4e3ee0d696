// @ts-check
// Runs a command of Auth against DATABASE_URL, or else against the database of a running `npm start`.
//   node tools/run/auth-command.mjs rotate-keys --overlap-seconds 600
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { authDatabaseFile } from '../servers/data-folder.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const [name = '', ...parameters] = process.argv.slice(2);

const program = path.join(root, `dist/apps/auth/src/commands/${name}.js`);
if (!fs.existsSync(program)) {
  console.error(`${program} does not exist. Run npm run build or npm start first.`);
  process.exit(1);
}

const known = authDatabaseFile(root);
const running = fs.existsSync(known) ? { DATABASE_URL: fs.readFileSync(known, 'utf8') } : {};

const command = spawn(process.execPath, [program, ...parameters], {
  env: { ...running, ...process.env },
  stdio: 'inherit',
});
const [code] = await once(command, 'exit');
process.exitCode = code ?? 1;
