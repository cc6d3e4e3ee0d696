// @ts-check
// `npm run test:node24`: runs the lanes unit and service, or the tests that the vitest arguments select, on the Node of the
// containers.
//   npm run test:node24 -- apps/tasks
//   npm run test:node24 -- --project system --project alone
import { findNode24 } from '../build/node24.mjs';
import { run as runTests } from './test.mjs';

/**
 * Returns the exit code. The last line is the number of passed and failed tests.
 * @param {string} root
 * @param {string[]} args
 */
export async function run(root, args) {
  const node = await findNode24(root);
  return runTests(root, args.length === 0 ? ['--project', 'unit', '--project', 'service'] : args, node);
}
