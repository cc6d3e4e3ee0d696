// @ts-check
// `npm test`: runs the test lanes in their own process group, and cleans up after them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { endChild, signalGroup } from '../processes/child-processes.mjs';
import { endStarted, startedProcessesKey } from '../processes/processes.mjs';
import { aborted, onStopRequest } from '../terminal/stopping.mjs';
import { createTemporaryFolder, deleteTemporaryFolder } from './temporary-folder.mjs';

const interruptedMilliseconds = 5000;

/**
 * Runs the test lanes, all or those selected by the vitest arguments `args`, and returns the exit code. The last line
 * is the number of passed and failed tests.
 * @param {string} root
 * @param {string[]} args
 * @param {string} [node] the Node program that runs the tests and the services they start
 */
export async function run(root, args, node = process.execPath) {
  const stopping = onStopRequest();
  const folder = createTemporaryFolder();
  const started = path.join(folder, 'started');
  try {
    return await runLanes({
      root,
      args,
      node,
      // Temporary files that interrupted tests leave behind are deleted with this folder.
      environment: { TMPDIR: folder, [startedProcessesKey]: started },
      signal: stopping.signal,
    });
  } finally {
    await endStarted(started);
    deleteTemporaryFolder(folder);
  }
}

/**
 * @param {object} options
 * @param {string} options.root
 * @param {string[]} options.args
 * @param {string} options.node
 * @param {Record<string, string>} options.environment
 * @param {AbortSignal} options.signal
 */
async function runLanes({ root, args, node, environment, signal }) {
  const lanes = spawn(node, [path.join(root, 'tools/run/test-lanes.mjs'), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
    // In its own process group, so that everything the tests started can be ended with it.
    detached: true,
  });
  await once(lanes, 'spawn');
  const ended = once(lanes, 'exit');
  await Promise.race([ended, aborted(signal)]);
  if (signal.aborted) {
    await endChild(lanes, 'SIGTERM', { patience: interruptedMilliseconds, isGroup: true });
  }
  const [code] = await ended;
  signalGroup(lanes, 'SIGKILL');
  if (code === null) {
    console.log('interrupted\n0 passed, 1 failed');
  }
  return code ?? 1;
}
