// @ts-check
import { spawnSync } from 'node:child_process';
import { installedProgram } from './distribution.mjs';

/** Python with the packages of examples/python. @param {string} program */
const isGood = (program) => spawnSync(program, ['-c', 'import pika, sqlite3']).status === 0;

/** @type {{ path: string | undefined } | undefined} */
let found;

/**
 * The path of a Python that runs the example programs: PYTHON_PATH, or else an installed one that has pika. Undefined when
 * there is none.
 * @returns {string | undefined}
 */
export function findPython() {
  found ??= { path: process.env['PYTHON_PATH'] ?? installedProgram('python3', ['/usr/bin'], isGood) };
  return found.path;
}

/**
 * The path of a Python that runs the example programs.
 * @returns {string}
 * @throws when there is none
 */
export function requirePython() {
  const program = findPython();
  if (program === undefined) {
    throw new Error('Python with pika was not found. Install python3-pika, or set PYTHON_PATH.');
  }
  return program;
}
