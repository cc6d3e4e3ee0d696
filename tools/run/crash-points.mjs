// @ts-check
// `npm run test:crash-points -- [vitest arguments]`: lets the services fail at every named point in every way
// (test/faults/points). `npm test` tries a share of them. The last line is how many failures they survived.
import path from 'node:path';
import { installPackages, requireNode } from '../build/packages.mjs';

const root = path.resolve(import.meta.dirname, '../..');

requireNode();
await installPackages(root, 'all');
process.env['ATES_CRASH_POINTS'] = 'all';
const { run } = await import('./test.mjs');
process.exitCode = await run(root, ['test/faults/crash-points.spec.ts', ...process.argv.slice(2)]);
