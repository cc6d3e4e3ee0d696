// @ts-check
import fs from 'node:fs';
import { authDatabaseFile } from '../servers/data-folder.mjs';
import { progress } from '../terminal/progress.mjs';
import { startSettings } from './start-settings.mjs';
import { aborted } from '../terminal/stopping.mjs';
import { demoPassword, demoPeople, withSystem } from './system.mjs';

/**
 * Runs the whole system until a stop request. Returns the exit code.
 * @param {string} root
 */
export async function run(root) {
  await withSystem({ root, ...startSettings(root) }, async (system, signal) => {
    const file = authDatabaseFile(root);
    fs.writeFileSync(file, system.authDatabase, { mode: 0o600 });
    try {
      announce(system);
      await aborted(signal);
    } finally {
      fs.rmSync(file, { force: true });
    }
  });
  return 0;
}

/** @param {import('./system.mjs').System} system */
function announce({ origin, services, logs, databases, mail }) {
  progress('ready');
  console.log(`\n  Open aTES     ${origin}\n`);
  for (const service of services) {
    console.log(`  ${`${service.name} API`.padEnd(13)} ${origin}/api/${service.name}/docs`);
  }
  console.log(`  logs          ${logs}`);
  console.log(`  databases     ${databases}`);
  console.log(
    `  mail          ${process.env['SMTP_URL'] ? 'sent through SMTP_URL' : `${mail} (.eml files)`}`,
  );
  console.log(`\n  Demo accounts (password for all: ${demoPassword})`);
  for (const [email = '', role] of demoPeople) {
    console.log(`    ${email.padEnd(24)} ${role}`);
  }
  console.log(
    '\n  Press Ctrl+C to stop. To watch a whole working day on a separate system, run npm run demo.\n',
  );
}
