import { appendFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { Campaign, summaryOf } from './fault-run.js';
import { dealtFaults, faultKinds, type FaultKind } from './schedule.js';

/** Runs until each kind of fault was there at least once. */
const runsForEveryKind = Math.ceil(faultKinds.length / dealtFaults);

// Set by `npm run test:faults`.
const wanted = {
  seed: Number(process.env['ATES_FAULTS_SEED'] ?? 1),
  runs: Number(process.env['ATES_FAULTS_RUNS'] ?? runsForEveryKind),
  only: process.env['ATES_FAULTS_ONLY']?.split(',') as FaultKind[] | undefined,
};

const reportFile = process.env['ATES_FAULTS_REPORT'];

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
      const result = await Campaign.play({ ...wanted, report });
      report(summaryOf(result));
      expect(result.failed).toEqual([]);
      expect(result.runs).toBe(wanted.runs);
    },
    24 * 3_600_000,
  );
});
