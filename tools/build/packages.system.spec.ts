import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { installPackages } from './packages.mjs';

async function write(root: string, file: string, content: object): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), JSON.stringify(content));
}

/** A project with local packages: of the runtime, of a workspace, of development, of the benchmark and of mutation tests. */
async function makeProject(root: string): Promise<void> {
  for (const name of ['runner', 'bundler', 'tester', 'rival', 'mutator']) {
    await write(root, `vendor/${name}/package.json`, { name, version: '1.0.0' });
  }
  await write(root, 'web/package.json', { name: 'web', dependencies: { bundler: 'file:../vendor/bundler' } });
  await write(root, 'bench/package.json', {
    name: 'bench',
    devDependencies: { rival: 'file:../vendor/rival' },
  });
  await write(root, 'mutation/package.json', {
    name: 'mutation',
    devDependencies: { mutator: 'file:../vendor/mutator' },
  });
  await write(root, 'package.json', {
    name: 'project',
    version: '1.0.0',
    workspaces: ['web', 'bench', 'mutation'],
    dependencies: { runner: 'file:vendor/runner' },
    devDependencies: { tester: 'file:vendor/tester' },
  });
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'ignore',
  });
}

describe('Installing packages', () => {
  let root: string;

  beforeEach(async () => {
    root = await mkdtemp(path.join(os.tmpdir(), 'ates-packages-'));
    await makeProject(root);
  });

  afterEach(() => rm(root, { recursive: true, force: true }));

  const installed = (): string[] =>
    ['runner', 'bundler', 'tester', 'rival', 'mutator'].filter((name) =>
      existsSync(path.join(root, 'node_modules', name)),
    );

  it('installs only runtime and build packages for a start', async () => {
    await installPackages(root, 'start');
    expect(installed()).toEqual(['runner', 'bundler']);
  });

  it('adds the missing packages when tests follow a start, and leaves the lock file unchanged', async () => {
    const lock = await readFile(path.join(root, 'package-lock.json'), 'utf8');
    await installPackages(root, 'start');
    await installPackages(root, 'all');
    expect(installed()).toEqual(['runner', 'bundler', 'tester']);
    expect(await readFile(path.join(root, 'package-lock.json'), 'utf8')).toBe(lock);
  });

  it("adds the benchmark's packages only for the benchmark", async () => {
    await installPackages(root, 'all');
    expect(installed()).toEqual(['runner', 'bundler', 'tester']);
    await installPackages(root, 'bench');
    expect(installed()).toEqual(['runner', 'bundler', 'tester', 'rival']);
  });

  it('adds the packages of mutation tests only for them', async () => {
    await installPackages(root, 'bench');
    expect(installed()).toEqual(['runner', 'bundler', 'tester', 'rival']);
    await installPackages(root, 'mutation');
    expect(installed()).toEqual(['runner', 'bundler', 'tester', 'rival', 'mutator']);
  });

  it('installs nothing for a start when all packages are installed', async () => {
    await installPackages(root, 'all');
    // A second installation would restore it.
    await rm(path.join(root, 'node_modules/tester'));
    await installPackages(root, 'start');
    await installPackages(root, 'all');
    expect(installed()).toEqual(['runner', 'bundler']);
  });

  it('installs again when the lock file has changed', async () => {
    await installPackages(root, 'all');
    await rm(path.join(root, 'node_modules/tester'));
    await writeFile(
      path.join(root, 'package-lock.json'),
      `${await readFile(path.join(root, 'package-lock.json'), 'utf8')}\n`,
    );
    await installPackages(root, 'all');
    expect(installed()).toEqual(['runner', 'bundler', 'tester']);
  });

  it('rejects a lock file that does not match package.json', async () => {
    await write(root, 'vendor/stranger/package.json', { name: 'stranger', version: '1.0.0' });
    await write(root, 'package.json', {
      name: 'project',
      dependencies: { stranger: 'file:vendor/stranger' },
    });
    await expect(installPackages(root, 'start')).rejects.toThrow('The packages could not be installed');
  });
});
