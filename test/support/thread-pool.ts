import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

const defaultThreads = 4;

/**
 * Takes every thread of Node's pool, as on a very busy machine: files, and keys that are generated, wait. Each thread waits
 * for a writer of the same pipe. Returns a function that frees them.
 */
export function takeThreadPool(): () => Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'ates-pipe-'));
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const threads = Number(process.env['UV_THREADPOOL_SIZE'] ?? defaultThreads);
  const taken = Array.from({ length: threads }, () => open(pipe, 'r'));
  return async () => {
    const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    await Promise.all(taken.map(async (file) => (await file).close()));
    closeSync(writer);
    rmSync(folder, { recursive: true });
  };
}
