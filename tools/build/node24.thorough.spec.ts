import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findNode24, node24 } from './node24.mjs';

const is24 = process.version.startsWith('v24.');

describe('Finding Node 24', () => {
  let root: string;

  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-node24-'));
  });

  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

  it('installs it once, below .data, even for commands at the same time', async () => {
    const [program, same] = await Promise.all([findNode24(root), findNode24(root)]);
    expect(same).toBe(program);
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim();
    if (is24) {
      expect([program, fs.readdirSync(root)]).toEqual([process.execPath, []]);
      return;
    }
    expect(version).toBe(`v${node24}`);
    expect(path.relative(root, program)).toMatch(/^\.data\/node\//);
    expect(fs.readdirSync(root)).toEqual(['.data']);
    const installed = fs.statSync(program).ino;
    await findNode24(root);
    expect(fs.statSync(program).ino).toBe(installed);
  });

  it('refuses a package with another hash', async () => {
    if (is24) {
      return;
    }
    const other = `sha512-${Buffer.alloc(64).toString('base64')}`;
    await expect(findNode24(root, other)).rejects.toThrow('could not be installed');
    expect(fs.existsSync(path.join(root, '.data/node', node24, 'node_modules'))).toBe(false);
  });
});
