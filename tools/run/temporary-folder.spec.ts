import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SmallDisk } from '../../test/faults/small-disk.js';
import { createTemporaryFolder, deleteTemporaryFolder } from './temporary-folder.mjs';

describe('The folder for temporary files', () => {
  it('can be entered by every account, and holds programs that run', () => {
    const folder = createTemporaryFolder();
    try {
      expect(statSync(folder).mode & 0o777).toBe(0o755);
      const program = path.join(folder, 'program');
      writeFileSync(program, '#!/bin/sh\necho it ran', { mode: 0o755 });
      expect(execFileSync(program).toString()).toBe('it ran\n');
    } finally {
      deleteTemporaryFolder(folder);
    }
    expect(existsSync(folder)).toBe(false);
  });

  it('is deleted although an interrupted test left a disk mounted in it', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ates-mounts-'));
    // Only root can mount; for others, this deletes a plain folder.
    const disk = SmallDisk.mountedAt(path.join(folder, 'disk'), 1);
    writeFileSync(path.join(folder, 'disk', 'file'), 'left behind');
    try {
      deleteTemporaryFolder(folder);
      expect(existsSync(folder)).toBe(false);
    } finally {
      disk?.unmount();
    }
  });
});
