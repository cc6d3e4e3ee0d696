// @ts-check
// Preloaded into a process: the first SIGWINCH starts its CPU profile, the second writes it to $BENCH_PROFILES. Nest stops a
// service on most other signals.
import fs from 'node:fs';
import { Session } from 'node:inspector/promises';
import path from 'node:path';

const session = new Session();
session.connect();
let isRunning = false;

async function toggle() {
  isRunning = !isRunning;
  if (isRunning) {
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
    return;
  }
  const { profile } = await session.post('Profiler.stop');
  const file = path.join(process.env['BENCH_PROFILES'] ?? '.', `${process.pid}.cpuprofile`);
  fs.writeFileSync(`${file}.new`, JSON.stringify(profile));
  fs.renameSync(`${file}.new`, file);
}

process.on('SIGWINCH', () => void toggle());
