import type { DayClosing, Reassignment, Reversal, TaskView, UserView } from '@ates/contracts';
import type { OperationKind } from './schedule.js';

/** What a client saw of one operation. */
interface Seen {
  seed: number;
  client: number;
  key: string;
  /** Who asked. */
  by: string;
  attempts: number;
}

/** The answer to an operation that was carried out. */
export type Done = Seen &
  (
    | { kind: 'create'; text: string; answer: TaskView }
    | { kind: 'complete'; task: string; answer: TaskView }
    | { kind: 'edit'; task: string; text: string; answer: TaskView }
    | { kind: 'assign'; task: string; answer: TaskView }
    | { kind: 'reassign-all'; answer: Reassignment }
    | { kind: 'join'; email: string; answer: UserView }
    | { kind: 'change-roles'; person: string; roles: string[]; answer: UserView }
    | { kind: 'leave'; person: string }
    | { kind: 'close-day'; day: string; answer: DayClosing }
    | { kind: 'reverse'; reason: string; answer: Reversal }
    | { kind: 'read-task'; task: string; answer: TaskView }
    | { kind: 'read-money' | 'rotate-keys' }
  );

/** An operation that was refused: it must not have changed anything. */
export interface Refused extends Seen {
  kind: OperationKind;
  /** What it was about: a task, a person or a day. */
  about: string;
  status: number;
  code: string;
}

/** An operation that never got an answer. */
export interface Unanswered extends Seen {
  kind: OperationKind;
  about: string;
  last: string;
}

/** Everything that clients saw since the system started. */
export class Observations {
  readonly done: Done[] = [];
  readonly refused: Refused[] = [];
  readonly unanswered: Unanswered[] = [];
  /** Attempts without a definitive answer, by what came instead. */
  readonly failedAttempts = new Map<string, number>();

  noteFailedAttempt(what: string): void {
    this.failedAttempts.set(what, (this.failedAttempts.get(what) ?? 0) + 1);
  }

  /** The number of operations that got an answer. */
  get answered(): number {
    return this.done.length + this.refused.length;
  }

  doneOf<Kind extends Done['kind']>(kind: Kind): Extract<Done, { kind: Kind }>[] {
    return this.done.filter((done): done is Extract<Done, { kind: Kind }> => done.kind === kind);
  }
}
