import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { until } from '../../test/support/until.js';
import { freePorts } from '../processes/ports.mjs';
import { isProcess } from '../processes/processes.mjs';

/**
 * A slow fake npm: it records that it has started and, unless it is killed, that it is done. Like the real npm late in
 * its work, it ignores Ctrl+C.
 */
const slowNpm = `#!/bin/sh
trap '' INT
echo "$$" >> "$NOTES/began"
while [ ! -e "$NOTES/go" ]; do sleep 0.05; done
mkdir -p node_modules
echo "$$" >> "$NOTES/done"
`;

describe('npm start in a fresh clone', () => {
  let folder: string;
  let clone: string;
  let port: number;
  const running: ChildProcess[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ates-clone-'));
    chmodSync(folder, 0o755);
    clone = path.join(folder, 'clone');
    await mkdir(path.join(folder, 'bin'), { recursive: true });
    await mkdir(clone);
    await writeFile(path.join(folder, 'bin/npm'), slowNpm, { mode: 0o755 });
    await writeFile(path.join(clone, 'package-lock.json'), '{}');
    for (const part of ['tools', 'libs/platform/src/edge']) {
      await cp(part, path.join(clone, part), { recursive: true, filter: isNoTest });
    }
    port = await freePorts(4);
    // Only the installation of packages is tested here.
    await writeFile(
      path.join(clone, 'tools/run/start.mjs'),
      `export const run = async () => { console.log('started'); return 0; };`,
    );
  });

  afterEach(async () => {
    running.forEach((command) => command.kill('SIGKILL'));
    await Promise.all(running.splice(0).map((command) => ended(command)));
    await rm(folder, { recursive: true, force: true });
  });

  const isNoTest = (file: string): boolean => !file.endsWith('.spec.ts');

  const noted = (name: string): string[] => {
    const file = path.join(folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  };

  const letNpmFinish = (): void => {
    writeFileSync(path.join(folder, 'go'), '');
  };

  /** Starts it like a terminal does: in its own process group, so that a signal can be sent to all of it. */
  function start(): { command: ChildProcess; said: () => string } {
    const command = spawn(process.execPath, ['tools/run.mjs', 'start'], {
      cwd: clone,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PATH: `${folder}/bin:${process.env['PATH']}`,
        NOTES: folder,
        ATES_PORT: String(port),
      },
    });
    let said = '';
    command.stdout.on('data', (chunk) => (said += String(chunk)));
    command.stderr.on('data', (chunk) => (said += String(chunk)));
    running.push(command);
    return { command, said: () => said };
  }

  const ended = async (command: ChildProcess): Promise<number | null> => {
    if (command.exitCode === null && command.signalCode === null) {
      await once(command, 'close');
    }
    return command.exitCode;
  };

  const npmBegan = () => until('npm began', () => noted('began')[0]);

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends npm too on %s late in an installation, and says so in one sentence',
    async (signal) => {
      const { command, said } = start();
      const npm = Number(await npmBegan());
      process.kill(-(command.pid ?? 0), signal);
      expect(await ended(command)).toBe(1);
      expect(isProcess(npm, 'npm')).toBe(false);
      expect(noted('done')).toEqual([]);
      expect(said()).toContain('Stopped while installing packages; nothing is left running.');
      expect(said()).not.toMatch(/^\s+at /m);
      expect(await locks()).toEqual([]);
    },
  );

  it('installs again after an interrupted installation', async () => {
    const { command } = start();
    await npmBegan();
    process.kill(-(command.pid ?? 0), 'SIGINT');
    await ended(command);
    letNpmFinish();
    const again = start();
    expect(await ended(again.command)).toBe(0);
    expect(noted('began')).toHaveLength(2);
  });

  const locks = async (): Promise<string[]> =>
    (await readdir(clone)).filter((name) => name.includes('.lock') && name.startsWith('.'));

  it('waits for a concurrent installation, says so, and uses its result', async () => {
    const first = start();
    await npmBegan();
    const second = start();
    await until('the second waits', () => second.said().includes('waiting for another command'));
    letNpmFinish();
    expect(await Promise.all([first, second].map(({ command }) => ended(command)))).toEqual([0, 0]);
    expect(noted('began')).toHaveLength(1);
    expect(second.said()).toContain('started');
    expect(await locks()).toEqual([]);
  });

  it('can be stopped while it waits for another installation, which continues', async () => {
    const first = start();
    await npmBegan();
    const second = start();
    await until('the second waits', () => second.said().includes('waiting for another command'));
    process.kill(-(second.command.pid ?? 0), 'SIGINT');
    expect(await ended(second.command)).toBe(1);
    letNpmFinish();
    expect(await ended(first.command)).toBe(0);
  });

  it('ignores the lock of a killed command', async () => {
    const killed = start();
    const npm = Number(await npmBegan());
    process.kill(-(killed.command.pid ?? 0), 'SIGKILL');
    process.kill(npm, 'SIGKILL');
    await ended(killed.command);
    letNpmFinish();
    expect(await ended(start().command)).toBe(0);
  });
});

describe('npm start with an unusable data folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ates-read-only-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const use = (data: string): string => {
    const result = spawnSync(process.execPath, ['tools/run.mjs', 'start'], {
      encoding: 'utf8',
      env: { ...process.env, ATES_DATA_DIR: data, ATES_PORT: '61000' },
    });
    expect(result.status).toBe(1);
    return result.stderr;
  };

  it('names a read-only folder, the reason and what to do', () => {
    chmodSync(folder, 0o555);
    // Root ignores permissions in most folders.
    const data = path.join(process.getuid?.() === 0 ? '/sys' : folder, 'ates');
    expect(use(data).trim()).toMatch(
      new RegExp(
        `^${data} cannot be used \\((EACCES|EPERM|EROFS)\\): [a-z -]+\\. ` +
          'Fix this, or choose another folder: ATES_DATA_DIR=/a/folder npm start\\.$',
      ),
    );
  });

  it('names a file in place of the folder', async () => {
    chmodSync(folder, 0o755);
    const file = path.join(folder, 'data');
    await writeFile(file, '');
    expect(use(file)).toContain(`${file} cannot be used (EEXIST): there is a file where a folder is needed.`);
  });
});
