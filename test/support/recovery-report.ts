import { appendFileSync } from 'node:fs';

/** What a test of recovery measured. */
export interface Recovery {
  /** What was lost and recovered. */
  what: string;
  /** Writes that clients were told had happened. */
  acknowledged: number;
  /** How many of them were there afterwards. */
  found: number;
  /** The longest time without an answer or an effect. */
  pauseMilliseconds: number;
}

const report = process.env['RECOVERY_REPORT'];

/** Whether `npm run test:recovery` runs, which plays more cases than `npm test`. */
export const isRecoveryCampaign = report !== undefined;

/** Logs what was measured, and reports it to `npm run test:recovery` if that runs. */
export function noteRecovery(recovery: Recovery): void {
  const line = JSON.stringify(recovery);
  console.log(line);
  if (report !== undefined) {
    appendFileSync(report, `${line}\n`);
  }
}
