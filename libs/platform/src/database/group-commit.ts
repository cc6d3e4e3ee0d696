import { AsyncLocalStorage } from 'node:async_hooks';
import pLimit from 'p-limit';
import type { Database } from './database.js';
import { isConnectionFailure } from './failures.js';
import {
  claimKeys,
  fingerprintOf,
  nameOfKey,
  recallAnswer,
  recordAnswers,
  releaseKeys,
  type ClaimedKey,
  type IdempotencyKey,
  type KeyedAnswer,
} from './idempotency.js';
import { Problem } from '../problem.js';
import type { Transaction } from './transaction.js';

/** What became of one command: its answer, or why it was refused, with nothing written for it. */
export type Outcome<Answer> = { answer: Answer } | { refusal: Error };

interface GroupCommitOptions<Command, Answer> {
  /**
   * Does the commands in `tx` and returns their outcomes in the same order. Writes nothing for a refused command. If it
   * throws, nothing is kept, and each command is done again alone, so that each gets its own answer.
   */
  work: (tx: Transaction, commands: readonly Command[]) => Promise<Outcome<Answer>[]>;
  /** What two commands of one group must not share, such as the row that they both change. */
  conflictKey?: (command: Command) => string | undefined;
}

interface Keyed {
  key: IdempotencyKey | undefined;
  fingerprint: string | undefined;
  reject: (error: unknown) => void;
}

interface Waiting<Command, Answer> extends Keyed {
  command: Command;
  resolve: (answer: Answer) => void;
}

const largestGroup = 100;
const groupsAtOnce = 2;

/**
 * Commits concurrent commands of one kind together: those that arrive while others are being written share the next
 * transaction, its statements and its flush to disk. A command that comes alone starts at once. Each keeps its own
 * answer, its own refusal and its own idempotency key, as with `Database.once` (measured with 32 clients that create
 * tasks: see docs/adr/0066).
 */
export class GroupCommit<Command, Answer> {
  private queue: Waiting<Command, Answer>[] = [];
  private groups = 0;
  private readonly conflictsInProgress = new Set<string>();
  private readonly alone = pLimit(4);
  // A group belongs to no single request, so it must not run in the context of the first one.
  private readonly outsideRequests = AsyncLocalStorage.snapshot();

  constructor(
    private readonly database: Database,
    private readonly options: GroupCommitOptions<Command, Answer>,
  ) {}

  /** Resolves with the command's answer once it is committed; repeating its key returns the first answer. */
  async run(command: Command, key: IdempotencyKey | undefined): Promise<Answer> {
    const fingerprint = key && (await fingerprintOf(key));
    return new Promise<Answer>((resolve, reject) => {
      this.queue.push({ command, key, fingerprint, resolve, reject });
      this.outsideRequests(() => this.startGroups());
    });
  }

  private startGroups(): void {
    while (this.groups < groupsAtOnce && this.queue.length > 0) {
      this.groups += 1;
      // Requests of this event loop turn still join.
      setImmediate(() => {
        void this.commitNext();
      });
    }
  }

  private async commitNext(): Promise<void> {
    const group = this.takeGroup();
    if (group.length === 0) {
      // Whatever waits conflicts with a group in progress, which starts the next ones when it ends.
      this.groups -= 1;
      return;
    }
    const conflicts = group.flatMap((one) => this.conflictKeysOf(one));
    conflicts.forEach((key) => this.conflictsInProgress.add(key));
    try {
      await this.commit(group);
    } catch (error) {
      await this.commitOneByOne(group, error);
    } finally {
      conflicts.forEach((key) => this.conflictsInProgress.delete(key));
      this.groups -= 1;
      this.startGroups();
    }
  }

  private async commitOneByOne(group: readonly Waiting<Command, Answer>[], failure: unknown): Promise<void> {
    if (group.length === 1 || isConnectionFailure(failure)) {
      rejectAll(group, failure);
      return;
    }
    await Promise.all(group.map((one) => this.alone(() => this.commitAlone(one))));
  }

  private async commitAlone(one: Waiting<Command, Answer>): Promise<void> {
    try {
      await this.commit([one]);
    } catch (error) {
      one.reject(error);
    }
  }

  /** The longest-waiting commands that conflict with no other being done. The others stay in the queue. */
  private takeGroup(): Waiting<Command, Answer>[] {
    const taken = new Set(this.conflictsInProgress);
    const group: Waiting<Command, Answer>[] = [];
    const left: Waiting<Command, Answer>[] = [];
    for (const waiting of this.queue) {
      const keys = this.conflictKeysOf(waiting);
      if (group.length < largestGroup && !keys.some((key) => taken.has(key))) {
        group.push(waiting);
      } else {
        left.push(waiting);
      }
      // Also those of commands left behind: they must not be overtaken by a later one.
      keys.forEach((key) => taken.add(key));
    }
    this.queue = left;
    return group;
  }

  private conflictKeysOf({ command, key }: Waiting<Command, Answer>): string[] {
    const own = this.options.conflictKey?.(command);
    return [
      ...(own === undefined ? [] : [`command ${own}`]),
      ...(key === undefined ? [] : [`key ${nameOfKey(key)}`]),
    ];
  }

  /** Answers the commands of a group after they were committed. */
  private async commit(group: readonly Waiting<Command, Answer>[]): Promise<void> {
    const outcomes = await this.database.transaction((tx) => this.doAll(tx, group));
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = outcomes[index];
      if (outcome && 'answer' in outcome) {
        resolve(outcome.answer);
      } else {
        reject(outcome?.refusal ?? new Error('the command has no outcome'));
      }
    }
  }

  private async doAll(
    tx: Transaction,
    group: readonly Waiting<Command, Answer>[],
  ): Promise<Outcome<Answer>[]> {
    const firsts = await claimKeys(tx, group.flatMap(claimOf));
    const due = group.filter(({ key }) => key === undefined || firsts.has(nameOfKey(key)));
    const done =
      due.length === 0
        ? []
        : await this.options.work(
            tx,
            due.map(({ command }) => command),
          );
    await keepAnswers(tx, due, done);
    const outcomes = new Map(due.map((one, index) => [one, done[index]]));
    const all: Outcome<Answer>[] = [];
    for (const one of group) {
      all.push(outcomes.get(one) ?? (await recall<Answer>(tx, one)));
    }
    return all;
  }
}

const claimOf = ({ key, fingerprint }: Keyed): ClaimedKey[] =>
  key === undefined || fingerprint === undefined ? [] : [{ owner: key.owner, key: key.key, fingerprint }];

/** Stores the answers under their keys, and releases the keys of refused commands, which may be repeated. */
async function keepAnswers<Answer>(
  tx: Transaction,
  due: readonly Keyed[],
  outcomes: readonly Outcome<Answer>[],
): Promise<void> {
  const answers: KeyedAnswer[] = [];
  const released: IdempotencyKey[] = [];
  for (const [index, { key }] of due.entries()) {
    const outcome = outcomes[index];
    if (key && outcome && 'answer' in outcome) {
      answers.push({ ...key, answer: outcome.answer });
    } else if (key) {
      released.push(key);
    }
  }
  await recordAnswers(tx, answers);
  await releaseKeys(tx, released);
}

async function recall<Answer>(tx: Transaction, { key, fingerprint = '' }: Keyed): Promise<Outcome<Answer>> {
  try {
    return { answer: await recallAnswer<Answer>(tx, key ?? { owner: '', key: '' }, fingerprint) };
  } catch (error) {
    if (error instanceof Problem) {
      return { refusal: error };
    }
    throw error;
  }
}

const rejectAll = (group: readonly Keyed[], error: unknown): void => {
  for (const { reject } of group) {
    reject(error);
  }
};
