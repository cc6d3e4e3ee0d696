import { writeFileSync, renameSync, chmodSync } from 'node:fs';
import path from 'node:path';

const daySeconds = 86_400;

/** How far ahead it begins, so that it can be stepped backwards. */
const firstOffsetSeconds = 3 * 3600;

/**
 * The time that the database and the machines of the services show, which a test steps forwards and backwards. A
 * machine can be wrong on its own. Offsets are in seconds.
 */
export class SteppedClock {
  private offset = firstOffsetSeconds;
  private readonly errors = new Map<string, number>();

  constructor(private readonly folder: string) {
    this.write();
  }

  /** The file that the database's clock follows. */
  get databaseFile(): string {
    return path.join(this.folder, 'clock-database');
  }

  /** The file that the clock of a machine follows. */
  fileOf(machine: string): string {
    const file = this.machineFile(machine);
    if (!this.errors.has(machine)) {
      this.setError(machine, 0);
    }
    return file;
  }

  /** The present time by the database's clock. */
  now(): Date {
    return new Date(Date.now() + this.offset * 1000);
  }

  /** The present day in UTC, or one some days ago. */
  day(ago = 0): string {
    return new Date(this.now().getTime() - ago * daySeconds * 1000).toISOString().slice(0, 10);
  }

  /** Steps everybody's clock, never back behind the real time. Returns by how many seconds. */
  step(seconds: number): number {
    const stepped = Math.max(-this.offset, seconds);
    this.offset += stepped;
    this.write();
    return stepped;
  }

  /** Steps everybody's clock past the end of the present day, by so many seconds. */
  endDay(secondsAfter: number): void {
    const passed = (this.now().getTime() / 1000) % daySeconds;
    this.step(Math.ceil(daySeconds - passed) + secondsAfter);
  }

  /** Makes the clock of one machine wrong by so many seconds; 0 makes it right again. */
  setError(machine: string, seconds: number): void {
    this.errors.set(machine, seconds);
    this.replace(this.machineFile(machine), this.offset + seconds);
  }

  private machineFile(machine: string): string {
    return path.join(this.folder, `clock-${machine}`);
  }

  private write(): void {
    this.replace(this.databaseFile, this.offset);
    for (const [machine, error] of this.errors) {
      this.replace(this.machineFile(machine), this.offset + error);
    }
  }

  /** At once, so that no one reads half of it. */
  private replace(file: string, seconds: number): void {
    const whole = Math.trunc(seconds);
    const draft = `${file}.new`;
    writeFileSync(draft, `${whole < 0 ? '' : '+'}${whole}\n`);
    chmodSync(draft, 0o644);
    renameSync(draft, file);
  }
}
