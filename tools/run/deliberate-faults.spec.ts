import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allFaults, applyPatch, copyCheckout, outcomeOf, readFault } from './deliberate-faults.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const faults = allFaults(root);

describe('The deliberate faults', () => {
  let copy: string;

  beforeAll(async () => {
    copy = mkdtempSync(path.join(tmpdir(), 'ates-faults-'));
    await copyCheckout(root, copy);
  });

  afterAll(() => rmSync(copy, { recursive: true }));

  it('are at least twenty, each described once', () => {
    expect(faults.length).toBeGreaterThanOrEqual(20);
    expect(new Set(faults.map(({ description }) => description)).size).toBe(faults.length);
  });

  it.each(faults.map((fault) => [fault.name, fault] as const))(
    'can be put into the code as it is now: %s',
    async (_, fault) => {
      await expect(applyPatch(copy, fault, '--check')).resolves.toMatchObject({ stderr: '' });
      expect(fault.specs.filter((spec) => !existsSync(path.join(root, spec)))).toEqual([]);
    },
  );
});

describe('A deliberate fault', () => {
  it('names its description, its tests and a part of their names', () => {
    const text =
      'Pays twice.\n\nCaught by: test/a.spec.ts test/b.spec.ts -t "pays once"\n\ndiff --git a/x b/x\n';
    expect(readFault('pays-twice', text)).toEqual({
      name: 'pays-twice',
      description: 'Pays twice.',
      specs: ['test/a.spec.ts', 'test/b.spec.ts'],
      only: 'pays once',
      patch: 'test/faults/deliberate/pays-twice.patch',
    });
    expect(() => readFault('pays-twice', 'Pays twice.\n')).toThrow('Caught by');
  });

  it('is caught by a failed test, not by a run that tested nothing', () => {
    expect(outcomeOf('FAILED unit: Money > is right\n\n3 passed, 1 failed\n')).toMatchObject({
      failed: ['Money > is right'],
      hasRun: true,
    });
    expect(outcomeOf('FAILED unit: unhandled error: no database\n0 passed, 1 failed\n')).toMatchObject({
      failed: [],
      hasRun: false,
    });
  });
});
