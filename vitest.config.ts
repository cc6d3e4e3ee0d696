import path from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { findChromium } from './tools/servers/chromium.mjs';
import { findPython } from './tools/servers/python.mjs';

const libraries = ['contracts', 'platform', 'security-log', 'messaging', 'identity', 'mail', 'service'];
const system = ['test/**/*.spec.ts', '**/*.system.spec.ts'];
const alone = ['**/*.alone.spec.ts'];
// `tools/run/test-lanes.mjs` says so when a machine can't run them.
const python = ['test/python-examples.spec.ts'];
const browser = ['**/*-in-browser.spec.ts'];
const thorough = ['**/*.thorough.spec.ts'];
const thoroughBrowser = ['**/*-in-browser.thorough.spec.ts'];

/**
 * A lane: suites with the same requirements, which `tools/run/test-lanes.mjs` provides. The folder and the name of a
 * suite's file decide its lane.
 */
interface Lane {
  name: string;
  /** Tuned for two cores; higher in lanes whose suites mostly wait. */
  workers: number;
  include: string[];
  exclude?: string[];
}

const lanes: Lane[] = [
  {
    name: 'unit',
    workers: 2,
    include: ['{apps,libs}/*/src/**/*.spec.ts', 'tools/**/*.spec.ts'],
    exclude: [...system, ...alone, ...browser, ...thorough],
  },
  {
    name: 'service',
    workers: 3,
    include: ['{apps,libs}/*/test/**/*.spec.ts'],
    exclude: [...system, ...alone, ...browser, ...thorough],
  },
  {
    name: 'system',
    workers: 3,
    include: system,
    exclude: [...alone, ...browser, ...thorough, ...(findPython() === undefined ? python : [])],
  },
  // Suites that assert time limits, or use the whole machine, run alone.
  { name: 'alone', workers: 1, include: alone },
  ...(findChromium() === undefined ? [] : [{ name: 'browser', workers: 2, include: browser }]),
  // Not part of `npm test` (docs/adr/0092). One at a time, because some of them assert time limits.
  { name: 'thorough', workers: 1, include: thorough, exclude: thoroughBrowser },
  ...(findChromium() === undefined
    ? []
    : [{ name: 'thorough-browser', workers: 2, include: thoroughBrowser }]),
];

/**
 * The slowest suites of their lanes, slowest first. Listed here because a fresh clone has no timings of earlier runs.
 */
const longest = [
  'test/faults/crash-points.spec.ts',
  'apps/finance/test/statements.system.spec.ts',
  'test/role-table.spec.ts',
  'libs/messaging/test/rabbitmq.system.spec.ts',
  'test/task-prices.spec.ts',
  'apps/auth/test/commands.system.spec.ts',
  'apps/tasks/test/redrawing-a-task.spec.ts',
  'test/ui/tasks-in-browser.spec.ts',
  'test/ui/day-in-browser.spec.ts',
  'test/ui/looks-in-browser.thorough.spec.ts',
].map((file) => path.resolve(import.meta.dirname, file));

/** Starts with the slowest suites, so that no slow suite runs alone at the end of a lane. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification): number => longest.indexOf(moduleId);
    const sorted = await super.sort(files);
    const first = sorted.filter((file) => placeOf(file) >= 0);
    const rest = sorted.filter((file) => placeOf(file) < 0);
    return [...first.sort((left, right) => placeOf(left) - placeOf(right)), ...rest];
  }
}

const projectOf = (
  { name, workers, include, exclude = [] }: Lane,
  order: number,
): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name,
    include,
    exclude: ['**/node_modules/**', 'dist/**', '.data/**', ...exclude],
    sequence: { groupOrder: order },
    // All suites share a broker set by TEST_AMQP_URL, so they use it one after the other.
    maxWorkers: process.env['TEST_AMQP_URL'] ? 1 : workers,
  },
});

export default defineConfig({
  resolve: {
    alias: libraries.map((name) => ({
      find: `@ates/${name}`,
      replacement: path.resolve(import.meta.dirname, `libs/${name}/src/index.ts`),
    })),
  },
  test: {
    globals: true,
    setupFiles: ['test/support/watch-logs.ts'],
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // The suites of a worker share one module graph, so that Nest and TypeORM are loaded only once (ADR 0031).
    isolate: false,
    // A safety net for hanging tests, not a limit: tests start and kill whole systems, sometimes on busy machines.
    testTimeout: 480_000,
    hookTimeout: 480_000,
    // Loaded by Node directly, like packages.
    server: { deps: { external: [/\/tools\/[^/]+\/[^/]+\.mjs$/] } },
    // Shows the log output of services only for failed tests.
    silent: 'passed-only',
    slowTestThreshold: 10_000,
    projects: lanes.map(projectOf),
  },
});
