import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createVitest } from 'vitest/node';
import { report } from './test-report.mjs';

const suites = {
  'good.spec.ts': `describe('A perch', () => { it('holds', () => {}); it('swings', () => {}); });`,
  'wrong.spec.ts': `describe('A bell', () => { it('rings', () => {
    expect(1).toBe(2);
  }); });`,
  'reason.spec.ts': `it('has a reason', () => { throw new Error('nothing heard', { cause: new Error('no clapper') }); });`,
  'hook.spec.ts': `describe('A cage', () => { beforeAll(() => { throw new Error('locked'); }); it('opens', () => {}); });`,
  'unloadable.spec.ts': `import './nowhere.js'; it('is never seen', () => {});`,
  'late.spec.ts': `it('passes and fails later', () => { setTimeout(() => { throw new Error('late'); }); return new Promise((resolve) => setTimeout(resolve, 50)); });`,
};

type Suite = keyof typeof suites;

describe('The report of a test run', () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'ates-report-'));
    await mkdir(path.join(folder, 'specs'));
    for (const [name, text] of Object.entries(suites)) {
      await writeFile(path.join(folder, 'specs', name), text);
    }
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** The report of a run of these suites. */
  async function reportOf(...names: Suite[]) {
    const vitest = await createVitest('test', {
      root: folder,
      config: false,
      watch: false,
      globals: true,
      reporters: [{}],
    });
    try {
      await vitest.standalone();
      const specifications = await vitest.globTestSpecifications(names.map((name) => `specs/${name}`));
      const outcome = await vitest.runTestSpecifications(specifications);
      return report(folder, [{ name: 'unit', seconds: 1, ...outcome }]);
    } finally {
      await vitest.close();
    }
  }

  it('ends with the numbers of passed and failed tests, and is good when all passed', async () => {
    const { lines, isGood } = await reportOf('good.spec.ts');
    expect(lines.at(-1)).toBe('2 passed, 0 failed');
    expect(isGood).toBe(true);
  });

  it('lists the time of each lane and the slowest suites', async () => {
    const { lines } = await reportOf('good.spec.ts');
    expect(lines).toContain('     1.0 s  unit     2 passed, 0 failed in 1 suites');
    expect(lines[lines.indexOf('Slowest suites') + 1]).toMatch(/^ +\d+\.\d s {2}specs\/good\.spec\.ts$/);
  });

  it('lists each failed test by its full name, with what it expected and received', async () => {
    const { lines, isGood } = await reportOf('good.spec.ts', 'wrong.spec.ts');
    const [name, place, message, ...diff] = lines[0]?.split('\n').map((line) => line.trim()) ?? [];
    expect([name, place]).toEqual(['FAILED unit: A bell > rings', 'specs/wrong.spec.ts:2']);
    expect(message).toBe('expected 1 to be 2 // Object.is equality');
    expect(diff).toEqual(['- Expected', '+ Received', '- 2', '+ 1']);
    expect(lines.at(-1)).toBe('2 passed, 1 failed');
    expect(isGood).toBe(false);
  });

  it('says why an error came', async () => {
    const { lines } = await reportOf('reason.spec.ts');
    expect(lines[0]).toContain('nothing heard\n         because: no clapper');
  });

  it.each([
    { name: 'hook.spec.ts', reason: 'locked' },
    { name: 'unloadable.spec.ts', reason: './nowhere.js' },
    { name: 'late.spec.ts', reason: 'late' },
  ] as const)(
    'counts a failure outside of any test, and gives its reason: $name',
    async ({ name, reason }) => {
      const { lines, isGood } = await reportOf('good.spec.ts', name);
      expect(lines[0]).toMatch(/^FAILED unit: /);
      expect(lines[0]).toContain(reason);
      expect(lines.at(-1)).toMatch(/^[23] passed, [1-9]\d* failed/);
      expect(isGood).toBe(false);
    },
  );

  it('is not good when nothing ran', () => {
    const { lines, isGood } = report(folder, []);
    expect(lines.at(-1)).toBe('0 passed, 0 failed');
    expect(isGood).toBe(false);
  });
});
