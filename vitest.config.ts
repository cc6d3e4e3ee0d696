import path from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { findChromium } from './tools/chromium.mjs';

const libraries = ['contracts', 'platform', 'security-log', 'messaging', 'identity', 'mail'];
const system = ['test/**/*.spec.ts', '**/*.system.spec.ts'];
const alone = ['**/*.alone.spec.ts'];
const browser = ['**/*-in-browser.spec.ts'];

/**
 * A lane: suites that need the same things (`tools/test-lanes.mjs` brings them). Where a suite stands, and how its file
 * is called, says which lane it belongs to.
 */
interface Lane {
  name: string;
  /** For two cores: more than that where suites wait for something most of the time. */
  workers: number;
  include: string[];
  exclude?: string[];
}

const lanes: Lane[] = [
  {
    name: 'unit',
    workers: 2,
    include: ['{apps,libs}/*/src/**/*.spec.ts', 'tools/**/*.spec.ts'],
    exclude: [...system, ...alone, ...browser],
  },
  {
    name: 'service',
    workers: 3,
    include: ['{apps,libs}/*/test/**/*.spec.ts'],
    exclude: [...system, ...alone, ...browser],
  },
  { name: 'system', workers: 3, include: system, exclude: [...alone, ...browser] },
  // What is promised within a time is tried without other suites beside it.
  { name: 'alone', workers: 1, include: alone },
  ...(findChromium() === undefined ? [] : [{ name: 'browser', workers: 2, include: browser }]),
];

/** The suites that take longest in their lanes, longest first. A fresh clone has no durations of earlier runs to go by. */
const longest = [
  'test/crashes.spec.ts',
  'test/waiting-closes.spec.ts',
  'test/standby-takes-over.spec.ts',
  'test/reconciliation.spec.ts',
  'apps/finance/test/statements.system.spec.ts',
  'test/task-prices.spec.ts',
  'test/day-crashes.spec.ts',
  'test/ui/looks-in-browser.spec.ts',
  'test/ui/trouble-in-browser.spec.ts',
].map((file) => path.resolve(import.meta.dirname, file));

/** Begins with the longest suites, so that a lane does not end by waiting for one of them alone. */
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
    // A given broker is shared by all suites, so they use it one after the other.
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
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // The suites of a worker share one module graph: Nest and TypeORM are loaded once for all of them (ADR 0031).
    isolate: false,
    // Against a test that hangs, not a measure: whole systems are started and killed, on machines that others use too.
    testTimeout: 480_000,
    hookTimeout: 480_000,
    // Node loads them as they are, as it does packages.
    server: { deps: { external: [/\/tools\/[^/]+\.mjs$/] } },
    // What a service logs is shown with the test that failed.
    silent: 'passed-only',
    slowTestThreshold: 10_000,
    projects: lanes.map(projectOf),
  },
});
