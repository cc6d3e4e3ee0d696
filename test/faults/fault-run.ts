import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Clients, NoAnswer } from './clients.js';
import { FaultSystem } from './fault-system.js';
import { Nemesis } from './nemesis.js';
import { differencesOf } from './model.js';
import { Observations } from './observations.js';
import { untilQuiet } from './quiet.js';
import { linesOf, scheduleOf, type FaultKind, type Schedule } from './schedule.js';
import { sessionsOf, snapshotOf } from './snapshot.js';

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
  /** How many systems play runs at the same time: one leaves the machine idle most of the time. By default, 1. */
  systems?: number;
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
 * Plays fault runs: clients work while things break; then everything is healed, and once nothing is left to do, the
 * databases and mails must be as the model says.
 */
export async function playFaultRuns(options: CampaignOptions): Promise<CampaignResult> {
  const tally = new Tally();
  const seeds = seedsOf(options);
  const players = Array.from({ length: options.systems ?? 1 }, () => new Player(tally, options));
  const outcomes = await Promise.allSettled(players.map((player) => player.playAll(seeds)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    throw failed.reason;
  }
  return tally;
}

/** The seeds of the runs, one for each that may still begin. */
function* seedsOf({ seed, runs, atMost = Infinity }: CampaignOptions): Generator<number> {
  const startedAt = performance.now();
  for (let run = 0; run < runs && performance.now() - startedAt <= atMost; run += 1) {
    yield seed + run;
  }
}

/** Counts what all players did and found. */
class Tally implements CampaignResult {
  runs = 0;
  operations = 0;
  misses = 0;
  readonly done = new Map<string, number>();
  readonly faults = new Map<FaultKind, number>();
  readonly failedAttempts = new Map<string, number>();
  readonly failed: FailedRun[] = [];

  countRun(operations: number, { hits, misses }: Nemesis): void {
    this.runs += 1;
    this.operations += operations;
    this.misses += misses.length;
    hits.forEach((kind) => count(this.faults, kind));
  }

  countSeen(seen: Observations): void {
    const joined = new Set(seen.doneOf('join').map(({ answer }) => answer.uuid));
    seen.done.forEach(({ kind }) => count(this.done, kind));
    seen.done.filter(({ by }) => joined.has(by)).forEach(() => count(this.done, 'by people who joined'));
    seen.failedAttempts.forEach((times, what) => count(this.failedAttempts, what, times));
  }
}

/**
 * Plays runs one after the other on a system, whose books go on: only a run with a difference ends it, so that the next
 * one starts afresh.
 */
class Player {
  private current: { system: FaultSystem; seen: Observations; clients: Clients; runs: number } | undefined;

  constructor(
    private readonly tally: Tally,
    private readonly options: CampaignOptions,
  ) {}

  /** Plays runs until no seed is left. */
  async playAll(seeds: Iterable<number>): Promise<void> {
    try {
      for (const seed of seeds) {
        await this.playRun(seed);
      }
    } finally {
      await this.endSystem();
    }
  }

  private async playRun(seed: number): Promise<void> {
    const schedule = scheduleOf(seed, this.options);
    const startedAt = performance.now();
    const { system, seen, clients } = await this.systemForRun();
    const systemAt = performance.now();
    const answeredBefore = seen.answered;
    const nemesis = new Nemesis(system);
    const differences = await this.differencesAfter(schedule, nemesis, system, seen, clients);
    const operations = seen.answered - answeredBefore;
    this.tally.countRun(operations, nemesis);
    const seconds = [systemAt - startedAt, performance.now() - systemAt].map((each) =>
      (each / 1000).toFixed(1),
    );
    this.report(
      `run ${this.tally.runs}, seed ${seed}: ${operations} operations, ` +
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
      this.tally.countSeen(current.seen);
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
    // First, since what hangs may end meanwhile.
    const sessions = await sessionsOf(system).catch(String);
    await writeFile(path.join(folder, 'sessions.json'), JSON.stringify(sessions, undefined, 1));
    const snapshot = await snapshotOf(system).catch(String);
    await writeFile(path.join(folder, 'found.json'), JSON.stringify(snapshot, undefined, 1));
    this.tally.failed.push({ seed: schedule.seed, differences, folder });
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
