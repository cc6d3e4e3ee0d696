import { defineConfig, type Plugin } from 'vitest/config';
import lanes from '../vitest.config.js';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { lastingPool } from './lasting-pool.js';

/** The value of an environment key that `main.mjs` sets. */
const given = (key: string): string => {
  const value = process.env[key];
  if (value === undefined) {
    throw new Error(`${key} is not set; run npm run test:mutation`);
  }
  return value;
};

const testMilliseconds = Number(given('MUTATION_TEST_SECONDS')) * 1000;

/** Replaces the pool that Stryker chooses, which starts a new worker for each mutant. */
const keepWorkers: Plugin = {
  name: 'keep-workers',
  configureVitest({ project }) {
    Object.assign(project.config, { pool: lastingPool.name, poolRunner: lastingPool });
  },
};

/** Begins with the suites beside the code, which need no database: the first failure ends the test of a mutant. */
class CheapestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isService = ({ moduleId }: TestSpecification): number => (moduleId.includes('/test/') ? 1 : 0);
    return files.toSorted((left, right) => isService(left) - isService(right));
  }
}

/** The suites of one area, without lanes: a mutant is tested by one worker at a time. */
export default defineConfig({
  plugins: [keepWorkers],
  resolve: lanes.resolve ?? {},
  test: {
    ...lanes.test,
    projects: undefined,
    // A test that hangs with a mutant must not take minutes.
    testTimeout: testMilliseconds,
    hookTimeout: 2 * testMilliseconds,
    teardownTimeout: 1000,
    setupFiles: ['mutation/loaded-again.ts'],
    sequence: { sequencer: CheapestFirst },
    include: given('MUTATION_TESTS').split(';'),
    provide: { databaseUrl: given('MUTATION_DATABASE_URL'), testRun: given('MUTATION_RUN') },
  },
});
