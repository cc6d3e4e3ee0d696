// @ts-check
// Base backups of a running PostgreSQL on this machine, and recovery to a point in time from them and a WAL archive. The
// npm package has no pg_basebackup, so this makes a low-level backup as PostgreSQL's manual describes it ("Making a Base
// Backup Using the Low Level API"). The result is the same, and so is the recovery.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { Refusal } from '../terminal/progress.mjs';
import { unprivilegedAccount } from './postgres-programs.mjs';

/**
 * What to recover: a time, a restore point made by `pg_create_restore_point`, or, without either, everything archived.
 * @typedef {{ time?: string, point?: string }} RecoveryTarget
 */

/** Folders whose contents a backup leaves out: a server makes them itself. */
const madeByServer = [
  'pg_wal',
  'pg_replslot',
  'pg_dynshmem',
  'pg_notify',
  'pg_serial',
  'pg_snapshots',
  'pg_stat_tmp',
  'pg_subtrans',
];

/** Folders that PostgreSQL expects to exist. */
const expectedFolders = ['pg_wal/archive_status', 'pg_wal/summaries', ...madeByServer];

/**
 * Creates a folder for the WAL archive and returns the settings of a server that uses it. A file gets its name when it is
 * complete, and is never overwritten. At most a minute passes until a change is there.
 * @param {string} folder
 */
export function walArchive(folder) {
  const archive = path.resolve(folder);
  fs.mkdirSync(archive, { recursive: true, mode: 0o700 });
  const account = unprivilegedAccount();
  if (account) {
    fs.chownSync(archive, account.uid, account.gid);
  }
  return [
    'archive_mode=on',
    `archive_command=test ! -f "${archive}/%f" && cp "%p" "${archive}/%f.part" && mv "${archive}/%f.part" "${archive}/%f"`,
    'archive_timeout=60',
  ];
}

/**
 * Copies a running cluster to a folder that must not exist, while people work. Without `needsArchive`, the copy is usable
 * for a standby only. The WAL that the copy needs must come from the archive or from the primary.
 * @param {{ url: string, cluster: string, to: string, needsArchive: boolean }} options `url` as superuser; `cluster` is the
 *   server's data directory
 */
export async function copyRunningCluster({ url, cluster, to, needsArchive }) {
  if (fs.existsSync(to)) {
    throw new Refusal(`${to} exists already. Give each backup a folder of its own.`);
  }
  fs.mkdirSync(path.dirname(to), { recursive: true });
  // The backup ends if the connection does, so it stays open.
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query('show archive_mode');
    if (needsArchive && rows[0]?.archive_mode === 'off') {
      throw new Refusal('PostgreSQL archives no WAL, without which a backup cannot be restored.');
    }
    await client.query('select pg_backup_start($1, fast => true)', ['ates']);
    copyFiles(cluster, to);
    const stopped = await client.query(
      'select labelfile, spcmapfile from pg_backup_stop(wait_for_archive => $1)',
      [needsArchive],
    );
    fs.writeFileSync(path.join(to, 'backup_label'), stopped.rows[0]?.labelfile ?? '');
  } finally {
    await client.end();
  }
  giveOwner(cluster, to);
}

/**
 * Puts a backup in the place of a cluster whose server is stopped or lost, so that the next start recovers it and then
 * accepts writes. What is left of the cluster is kept beside it; WAL there that was not archived yet is recovered too.
 * Returns the folder with what is left, if there is any.
 * @param {{ backup: string, cluster: string, archive: string, target?: RecoveryTarget }} options
 */
export function restoreBackup({ backup, cluster, archive, target = {} }) {
  requireBackup(backup);
  if (fs.existsSync(path.join(cluster, 'postmaster.pid'))) {
    throw new Refusal(
      `PostgreSQL may still run on ${cluster}. Stop it; if it is dead, delete the file postmaster.pid there.`,
    );
  }
  const left = fs.existsSync(cluster) ? asideOf(cluster) : undefined;
  if (left) {
    fs.renameSync(cluster, left);
  }
  run('cp', ['-a', backup, cluster]);
  const wal = left && path.join(left, 'pg_wal');
  if (wal && fs.existsSync(wal)) {
    run('cp', ['-a', `${wal}/.`, path.join(cluster, 'pg_wal')]);
    fs.rmSync(path.join(cluster, 'pg_wal/archive_status'), { recursive: true, force: true });
    fs.mkdirSync(path.join(cluster, 'pg_wal/archive_status'), { mode: 0o700 });
  }
  fs.writeFileSync(path.join(cluster, 'recovery.signal'), '');
  replaceRecoverySettings(path.join(cluster, 'postgresql.auto.conf'), recoverySettings(archive, target));
  giveOwner(backup, cluster);
  return left;
}

/** @param {string} archive @param {RecoveryTarget} target */
const recoverySettings = (archive, { time, point }) => [
  `restore_command = 'cp "${archive}/%f" "%p"'`,
  ...(time === undefined ? [] : [`recovery_target_time = ${quoted(time)}`]),
  ...(point === undefined ? [] : [`recovery_target_name = ${quoted(point)}`]),
  `recovery_target_action = 'promote'`,
];

/** @param {string} value */
const quoted = (value) => `'${value.replaceAll("'", "''")}'`;

/**
 * Replaces the settings of an earlier recovery, which a backup made after it has: PostgreSQL does not start with two targets,
 * even if one is empty.
 * @param {string} file
 * @param {readonly string[]} settings
 */
function replaceRecoverySettings(file, settings) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const kept = lines.filter((line) => !/^(recovery_target|restore_command)/.test(line));
  fs.writeFileSync(file, `${[...kept, ...settings].join('\n')}\n`);
}

/** @param {string} backup */
function requireBackup(backup) {
  for (const file of ['backup_label', 'global/pg_control']) {
    if (!fs.existsSync(path.join(backup, file))) {
      throw new Refusal(`${backup} is not a complete backup: it has no ${file}.`);
    }
  }
}

/** @param {string} cluster */
const asideOf = (cluster) => `${cluster}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`;

/**
 * Files may come and go meanwhile, which does no harm: the WAL has their contents. So `cp` may fail for single files.
 * @param {string} from
 * @param {string} to
 */
function copyFiles(from, to) {
  spawnSync('cp', ['-a', from, to]);
  fs.accessSync(path.join(to, 'global/pg_control'));
  for (const name of ['postmaster.pid', 'postmaster.opts', 'recovery.signal', ...madeByServer]) {
    fs.rmSync(path.join(to, name), { recursive: true, force: true });
  }
  for (const folder of expectedFolders) {
    fs.mkdirSync(path.join(to, folder), { recursive: true, mode: 0o700 });
  }
}

/**
 * As root, gives a copy to the account that owns the original.
 * @param {string} from
 * @param {string} to
 */
function giveOwner(from, to) {
  if (process.getuid?.() === 0) {
    const { uid, gid } = fs.statSync(from);
    run('chown', ['-R', `${uid}:${gid}`, to]);
  }
}

/** @param {string} program @param {string[]} args */
function run(program, args) {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} failed: ${stderr}`);
  }
}
