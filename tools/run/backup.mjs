// @ts-check
// Backs up, and restores, the PostgreSQL of `npm start` or another one that runs on this machine.
//   npm run backup -- create <backup>
//   npm run backup -- restore <backup> [--time <time>] [--point <name of a restore point>]
// Both take --postgres <folder>, which has the folder `data` and the file `password` (default: that of `npm start`), and
// --archive <folder> of the WAL (default: WAL_ARCHIVE_DIR).
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { copyRunningCluster, restoreBackup } from '../servers/backups.mjs';
import { dataFolder } from '../servers/data-folder.mjs';
import { unprivilegedAccount, usableDirectory } from '../servers/postgres-programs.mjs';
import { Refusal } from '../terminal/progress.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const usage = 'usage: npm run backup -- create|restore <backup> [--time <time>] [--point <name>]';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    postgres: { type: 'string' },
    archive: { type: 'string' },
    time: { type: 'string' },
    point: { type: 'string' },
  },
});

async function main() {
  const [verb, backup] = positionals;
  const directory =
    values.postgres ?? usableDirectory(path.join(dataFolder(root), 'postgres'), unprivilegedAccount());
  const cluster = path.join(directory, 'data');
  if (backup === undefined) {
    throw new Refusal(usage);
  }
  if (verb === 'create') {
    await copyRunningCluster({
      url: urlOf(directory),
      cluster,
      to: path.resolve(backup),
      needsArchive: true,
    });
    console.log(`backed up to ${backup}`);
  } else if (verb === 'restore') {
    const left = restoreBackup({
      backup: path.resolve(backup),
      cluster,
      archive: archiveFolder(),
      target: targetOf(values),
    });
    console.log('restored; the next start recovers what the archive has, up to the given time or point');
    if (left) {
      console.log(`what was there before is in ${left}`);
    }
  } else {
    throw new Refusal(usage);
  }
}

/** @param {{ time?: string, point?: string }} values @returns {import('../servers/backups.mjs').RecoveryTarget} */
function targetOf({ time, point }) {
  if (time !== undefined && point !== undefined) {
    throw new Refusal('Give a time or the name of a restore point, not both.');
  }
  return { ...(time === undefined ? {} : { time }), ...(point === undefined ? {} : { point }) };
}

function archiveFolder() {
  const folder = values.archive ?? process.env['WAL_ARCHIVE_DIR'];
  if (!folder || !fs.existsSync(folder)) {
    throw new Refusal('Name the folder of the WAL archive: WAL_ARCHIVE_DIR, or --archive <folder>.');
  }
  return path.resolve(folder);
}

/** The URL of the running server as superuser. @param {string} directory */
function urlOf(directory) {
  const status = path.join(directory, 'data/postmaster.pid');
  if (!fs.existsSync(status)) {
    throw new Refusal(`PostgreSQL does not run on ${directory}. Start it, then back it up.`);
  }
  const port = fs.readFileSync(status, 'utf8').split('\n')[3];
  const password = fs.readFileSync(path.join(directory, 'password'), 'utf8');
  return `postgres://ates:${password}@127.0.0.1:${port}/postgres`;
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Refusal ? error.message : error);
  process.exitCode = 1;
}
