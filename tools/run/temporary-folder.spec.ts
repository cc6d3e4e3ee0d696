import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SmallDisk } from '../../test/faults/small-disk.js';
import { deleteTemporaryFolder } from './temporary-folder.mjs';

describe('The folder for temporary files', () => {
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
