import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Clients, NoAnswer } from './clients.js';
import { FaultSystem } from './fault-system.js';
import { Nemesis } from './nemesis.js';
import { differencesOf } from './model.js';
import { Observations } from './observations.js';
import { untilQuiet } from './quiet.js';
import { linesOf, scheduleOf, type FaultKind, type Schedule } from './schedule.js';
import { snapshotOf } from './snapshot.js';

const root = path.resolve(import.meta.dirname, '../..');

const afterMidnightSeconds = 5;

/** How many runs share a system: with more, its data would make the comparison slow. */
const runsPerSystem = 25;

export interface CampaignOptions {
  /** The seed of the first run; each further run has the next one. */
  seed: number;
  runs: number;
  /** No further run begins after this many milliseconds. */
  atMost?: number;
  /** Only faults of these kinds. */
  only?: readonly FaultKind[] | undefined;
  report?: (line: string) => void;
}

export interface FailedRun {
  seed: number;
  differences: string[];
  /** The folder with its schedule, what clients saw, and the logs of all processes. */
  folder: string;
}

/** What a campaign did and found. */
export interface CampaignResult {
  runs: number;
  operations: number;
  /** How many operations of each kind were carried out, and how many by people who joined during a run. */
  done: ReadonlyMap<string, number>;
  /** How many faults of each kind hit something. */
  faults: ReadonlyMap<FaultKind, number>;
  /** How many faults hit nothing; they count no further. */
  misses: number;
  /** Attempts of clients that got no definitive answer, by what came instead. */
  failedAttempts: ReadonlyMap<string, number>;
  failed: FailedRun[];
}

const listOf = (numbers: ReadonlyMap<string, number>): string =>
  [...numbers].map(([what, count]) => `${count} ${what}`).join(', ');

/** The line that ends a campaign. */
export function summaryOf({ runs, operations, done, faults, misses, failed }: CampaignResult): string {
  const total = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const differences = failed.reduce((sum, run) => sum + run.differences.length, 0);
  return (
    `${runs} runs, ${operations} operations (${listOf(done)}), ${total} faults that hit something (${listOf(faults)}), ` +
    `${misses} that hit nothing, ` +
    `${differences} differences${failed.length > 0 ? ` with the seeds ${failed.map(({ seed }) => seed).join(', ')}` : ''}`
  );
}

/**
 * Plays fault runs one after the other: clients work while things break; then everything is healed, and once nothing is
 * left to do, the databases and mails must be as the model says. Runs share a system, whose books go on: only a run with
 * a difference ends it, so that the next one starts afresh.
 */
export class Campaign {
  private readonly done = new Map<string, number>();
  private readonly faults = new Map<FaultKind, number>();
  private readonly failedAttempts = new Map<string, number>();
  private readonly failed: FailedRun[] = [];
  private misses = 0;
  private runs = 0;
  private operations = 0;
  private current: { system: FaultSystem; seen: Observations; clients: Clients; runs: number } | undefined;

  private constructor(private readonly options: CampaignOptions) {}

  static async play(options: CampaignOptions): Promise<CampaignResult> {
    const campaign = new Campaign(options);
    try {
      const startedAt = performance.now();
      const isOver = () => performance.now() - startedAt > (options.atMost ?? Infinity);
      for (let run = 0; run < options.runs && !isOver(); run += 1) {
        await campaign.playRun(options.seed + run);
      }
    } finally {
      await campaign.endSystem();
    }
    return campaign.result;
  }

  private get result(): CampaignResult {
    const { runs, operations, done, faults, misses, failedAttempts, failed } = this;
    return { runs, operations, done, faults, misses, failedAttempts, failed };
  }

  private async playRun(seed: number): Promise<void> {
    const schedule = scheduleOf(seed, this.options);
    const startedAt = performance.now();
    const { system, seen, clients } = await this.systemForRun();
    const systemAt = performance.now();
    const answeredBefore = seen.answered;
    const nemesis = new Nemesis(system);
    const differences = await this.differencesAfter(schedule, nemesis, system, seen, clients);
    nemesis.hits.forEach((kind) => count(this.faults, kind));
    this.misses += nemesis.misses.length;
    this.runs += 1;
    this.operations += seen.answered - answeredBefore;
    const seconds = [systemAt - startedAt, performance.now() - systemAt].map((each) =>
      (each / 1000).toFixed(1),
    );
    this.report(
      `run ${this.runs}, seed ${seed}: ${seen.answered - answeredBefore} operations, ` +
        `${nemesis.hits.join(', ')}${nemesis.misses.length > 0 ? ` (without effect: ${nemesis.misses.join(', ')})` : ''}; ` +
        `${seconds.join(' + ')} s, ${differences.length} differences`,
    );
    if (differences.length > 0) {
      await this.keep(schedule, differences, system, seen);
    }
  }

  private async differencesAfter(
    schedule: Schedule,
    nemesis: Nemesis,
    system: FaultSystem,
    seen: Observations,
    clients: Clients,
  ): Promise<string[]> {
    try {
      const start = performance.now();
      const operations = schedule.clients.map((planned, index) =>
        clients.run(schedule.seed, index + 1, planned, start),
      );
      // Its failure is handled once the faults are over.
      const answered = Promise.allSettled(operations);
      await Promise.all([nemesis.run(schedule.faults, start), endDay(system, start + schedule.dayEndsAt)]);
      await system.startMissingServices();
      for (const outcome of await answered) {
        // An operation without an answer is a difference, which the model names.
        if (outcome.status === 'rejected' && !(outcome.reason instanceof NoAnswer)) {
          throw outcome.reason;
        }
      }
      await untilQuiet(system);
      return differencesOf(seen, await snapshotOf(system));
    } catch (error) {
      return [reasonOf(error)];
    }
  }

  private async systemForRun() {
    if (this.current && this.current.runs === runsPerSystem) {
      await this.endSystem();
    }
    if (!this.current) {
      const system = await FaultSystem.start();
      if (!system.disk) {
        this.report('this account may not mount a small disk, so no run has a full one');
      }
      const seen = new Observations();
      this.current = { system, seen, clients: new Clients(system, seen), runs: 0 };
    }
    this.current.runs += 1;
    return this.current;
  }

  private async endSystem(logs?: string): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (current) {
      const { done, failedAttempts } = current.seen;
      const joined = new Set(current.seen.doneOf('join').map(({ answer }) => answer.uuid));
      done.forEach(({ kind }) => count(this.done, kind));
      done.filter(({ by }) => joined.has(by)).forEach(() => count(this.done, 'by people who joined'));
      failedAttempts.forEach((times, what) => count(this.failedAttempts, what, times));
    }
    await current?.clients.close();
    await current?.system.stop(logs);
  }

  /** Keeps what is needed to understand a difference, and ends the system. */
  private async keep(
    schedule: Schedule,
    differences: string[],
    system: FaultSystem,
    seen: Observations,
  ): Promise<void> {
    const folder = path.join(root, '.data', 'faults', `seed-${schedule.seed}`);
    await mkdir(folder, { recursive: true });
    const lines = linesOf(schedule);
    await writeFile(path.join(folder, 'schedule.txt'), `${lines.join('\n')}\n`);
    await writeFile(path.join(folder, 'differences.txt'), `${differences.join('\n')}\n`);
    await writeFile(path.join(folder, 'seen.json'), JSON.stringify(seen, undefined, 1));
    const snapshot = await snapshotOf(system).catch(String);
    await writeFile(path.join(folder, 'found.json'), JSON.stringify(snapshot, undefined, 1));
    this.failed.push({ seed: schedule.seed, differences, folder });
    this.report(
      [
        ...lines,
        `seed ${schedule.seed} fails; npm run test:faults -- --seed ${schedule.seed} --runs 1 plays it again; ` +
          `logs in ${folder}`,
        ...differences.slice(0, 40),
      ].join('\n'),
    );
    await this.endSystem(folder);
  }

  private report(line: string): void {
    this.options.report?.(line);
  }
}

function count<Key>(numbers: Map<Key, number>, key: Key, times = 1): void {
  numbers.set(key, (numbers.get(key) ?? 0) + times);
}

/** An error with its causes. */
const reasonOf = (error: unknown): string =>
  error instanceof Error
    ? [error.message, ...(error.cause === undefined ? [] : [reasonOf(error.cause)])].join(': ')
    : String(error);

/** Lets the day end at this moment of the run. */
async function endDay(system: FaultSystem, at: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())));
  system.clock.endDay(afterMidnightSeconds);
}
