// @ts-check
// `npm run test:deliberate-faults -- [--faults-only] [names]`: puts each deliberate fault of test/faults/deliberate, or
// those named, into a copy of this checkout and runs the tests that must catch it there. Runs these tests once without a
// fault first, unless `--faults-only`. The last line is how many were caught.
import { execFile, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { endChild } from '../processes/child-processes.mjs';
import { progress } from '../terminal/progress.mjs';
import { onStopRequest } from '../terminal/stopping.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const execute = promisify(execFile);

/** The folder of the patches, below the root. */
export const faultFolder = 'test/faults/deliberate';

/**
 * @typedef {object} DeliberateFault
 * @property {string} name the name of its file, without the extension
 * @property {string} description what is wrong, in one line
 * @property {string[]} specs the test files that must catch it
 * @property {string | undefined} only a part of the names of the tests that must catch it; undefined for all
 * @property {string} patch the path of its file, below the root
 */

/**
 * Reads a deliberate fault from the text of its patch, which begins with a description and `Caught by: specs`.
 * @param {string} name
 * @param {string} patchText
 * @returns {DeliberateFault}
 * @throws {Error} when the text names no tests
 */
export function readFault(name, patchText) {
  const [description = ''] = patchText.split('\n', 1);
  const [, specs = '', only] = /^Caught by: ([^"\n]+?)(?: -t "([^"\n]+)")?$/m.exec(patchText) ?? [];
  if (description === '' || specs === '') {
    throw new Error(`${name}.patch must begin with a description and "Caught by: ", followed by test files`);
  }
  return { name, description, specs: specs.split(' '), only, patch: `${faultFolder}/${name}.patch` };
}

/**
 * All deliberate faults, in the order of their names.
 * @param {string} checkout
 */
export const allFaults = (checkout) =>
  fs
    .readdirSync(path.join(checkout, faultFolder))
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) =>
      readFault(
        path.basename(file, '.patch'),
        fs.readFileSync(path.join(checkout, faultFolder, file), 'utf8'),
      ),
    );

/**
 * Copies the files of a checkout that belong to the project, also those not committed yet; shares its packages.
 * @param {string} checkout
 * @param {string} copy
 */
export async function copyCheckout(checkout, copy) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await execute('git', list, { cwd: checkout, maxBuffer: 64 * 1024 * 1024 });
  for (const file of stdout.split('\0')) {
    if (file !== '' && fs.existsSync(path.join(checkout, file))) {
      fs.mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      fs.copyFileSync(path.join(checkout, file), path.join(copy, file));
    }
  }
  fs.symlinkSync(path.join(checkout, 'node_modules'), path.join(copy, 'node_modules'));
}

/**
 * Applies a patch to a copy, or with `--reverse` takes it back, or with `--check` only finds out whether it applies.
 * Only the lines next to a change must be those of the patch: a reworded comment further away does not matter.
 * @param {string} copy
 * @param {Pick<DeliberateFault, 'patch'>} fault
 * @param {string[]} options
 */
export const applyPatch = (copy, { patch }, ...options) =>
  execute('git', ['apply', '-C1', ...options, patch], { cwd: copy });

/**
 * Runs tests in a copy. Returns the names of those that failed, and whether the run came to its end.
 * @param {string} copy
 * @param {string[]} args
 * @param {AbortSignal} signal
 * @param {Record<string, string>} [environment] more environment keys
 */
async function runTests(copy, args, signal, environment = {}) {
  const child = spawn(process.execPath, ['tools/run.mjs', 'test', ...args], {
    cwd: copy,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  const stop = () => void endChild(child, 'SIGTERM');
  signal.addEventListener('abort', stop);
  const output = await text(child.stdout);
  signal.removeEventListener('abort', stop);
  return outcomeOf(output);
}

/**
 * Reads the output of `npm test`. A run without a passed or failed test has shown nothing.
 * @param {string} output
 */
export function outcomeOf(output) {
  const failed = [...output.matchAll(/^FAILED \w+: (.+)$/gm)].map(([, name = '']) => name);
  const [, passed = '0'] = /^(\d+) passed, \d+ failed/m.exec(output) ?? [];
  const tests = failed.filter((name) => name.includes(' > '));
  return { failed: tests, hasRun: Number(passed) + tests.length > 0, output };
}

/**
 * The tests that fail even without a fault: there should be none, since their failures say nothing.
 * @param {string} copy
 * @param {DeliberateFault[]} faults
 * @param {AbortSignal} signal
 */
async function failuresWithoutFault(copy, faults, signal) {
  const { failed, hasRun } = await runTests(copy, [...new Set(faults.flatMap(({ specs }) => specs))], signal);
  progress(`without a fault: ${failed.length === 0 && hasRun ? 'all tests pass' : 'TESTS FAIL'}`);
  failed.forEach((name) => progress(`  ${name}`));
  return failed;
}

/**
 * @param {string} copy
 * @param {DeliberateFault} fault
 * @param {AbortSignal} signal
 */
async function tryFault(copy, fault, signal) {
  await applyPatch(copy, fault);
  try {
    const only = fault.only === undefined ? [] : ['-t', fault.only];
    // One failed test is enough. Every crash point in every way, so that those which a fault names are tried.
    return await runTests(copy, [...fault.specs, ...only, '--bail', '1'], signal, {
      ATES_CRASH_POINTS: 'all',
    });
  } finally {
    await applyPatch(copy, fault, '--reverse');
  }
}

/**
 * Tries the faults named in the arguments, or all. Returns the exit code.
 * @param {string[]} args
 */
async function run(args) {
  const names = args.filter((arg) => !arg.startsWith('--'));
  const faults = allFaults(root).filter(({ name }) => names.length === 0 || names.includes(name));
  const { signal } = onStopRequest();
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'ates-faults-'));
  let caught = 0;
  try {
    await copyCheckout(root, copy);
    const failing = args.includes('--faults-only') ? [] : await failuresWithoutFault(copy, faults, signal);
    for (const fault of faults) {
      if (signal.aborted) {
        break;
      }
      const { failed, hasRun, output } = await tryFault(copy, fault, signal);
      const isCaught = failed.some((name) => !failing.includes(name));
      caught += isCaught ? 1 : 0;
      progress(
        `${isCaught ? 'caught' : hasRun ? 'SURVIVED' : 'NOT TRIED'}: ${fault.name}: ${fault.description}`,
      );
      failed.forEach((name) => progress(`  ${name}`));
      if (!hasRun) {
        progress(output.slice(-2000));
      }
    }
  } finally {
    fs.rmSync(copy, { recursive: true, force: true });
  }
  console.log(`${caught} of ${faults.length} deliberate faults caught`);
  return faults.length > 0 && caught === faults.length ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) {
  process.exitCode = await run(process.argv.slice(2));
}
