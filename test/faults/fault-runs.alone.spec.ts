import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { playFaultRuns, summaryOf } from './fault-run.js';
import { dealtFaults, faultKinds, type FaultKind } from './schedule.js';

/** Runs until each kind of fault was there at least once. */
const runsForEveryKind = Math.ceil(faultKinds.length / dealtFaults);

/** In `npm test`, no further run begins after this many minutes. */
const shareMinutes = 0.5;

// Set by `npm run test:faults`.
const reportFile = process.env['ATES_FAULTS_REPORT'];
const minutes = process.env['ATES_FAULTS_MINUTES'] ?? (reportFile === undefined ? shareMinutes : Infinity);
const wanted = {
  seed: Number(process.env['ATES_FAULTS_SEED'] ?? 6),
  runs: Number(process.env['ATES_FAULTS_RUNS'] ?? runsForEveryKind),
  atMost: Number(minutes) * 60_000,
  systems: Number(process.env['ATES_FAULTS_SYSTEMS'] ?? 1),
  only: process.env['ATES_FAULTS_ONLY']?.split(',') as FaultKind[] | undefined,
};

/** Shows a line at once in a campaign; in `npm test` only if the test fails. */
function report(line: string): void {
  if (reportFile === undefined) {
    console.log(line);
    return;
  }
  mkdirSync(path.dirname(reportFile), { recursive: true });
  appendFileSync(reportFile, `${line}\n`);
}

describe('Fault runs', () => {
  it(
    'leave books, tasks, people and mails as the model says, whatever breaks',
    async () => {
      const result = await playFaultRuns({ ...wanted, report });
      report(summaryOf(result));
      expect(result.failed).toEqual([]);
      expect(result.runs).toBeGreaterThan(0);
      expect(result.operations).toBeGreaterThan(0);
    },
    24 * 3_600_000,
  );
});
