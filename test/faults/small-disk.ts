import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, statfsSync } from 'node:fs';
import path from 'node:path';

/** A small file system of its own, which a test can fill: a tmpfs, which only root can mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  /** Mounts it, with so many MiB. Undefined where this account may not mount. */
  static mountedAt(folder: string, mebibytes: number): SmallDisk | undefined {
    mkdirSync(folder, { recursive: true });
    const options = ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'ates-faults', folder];
    if (spawnSync('mount', options).status !== 0) {
      return undefined;
    }
    const disk = new SmallDisk(folder);
    // No one could delete the folder of an interrupted run while it is mounted.
    process.once('exit', () => disk.unmount());
    return disk;
  }

  /** Leaves no free block. */
  fill(): void {
    const { bavail, bsize } = statfsSync(this.folder);
    if (bavail > 0) {
      execFileSync('fallocate', ['-l', String(bavail * bsize), this.ballast]);
      chmodSync(this.ballast, 0o600);
    }
  }

  /** Frees what `fill` took. */
  free(): void {
    rmSync(this.ballast, { force: true });
  }

  unmount(): void {
    spawnSync('umount', ['--lazy', this.folder]);
  }

  private get ballast(): string {
    return path.join(this.folder, 'ballast');
  }
}
