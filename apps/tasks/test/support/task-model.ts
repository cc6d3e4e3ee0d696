import type { TaskView } from '@ates/contracts';

/** What a client asks for, or what becomes known of a person, named by their number. */
export type Operation =
  | { what: 'create' | 'reassign all' | 'redraw stranded' }
  | { what: 'complete'; id: string; person: string }
  | { what: 'redraw' | 'change'; id: string }
  | { what: 'roles'; person: number; performs: boolean };

/** What a request led to: its answer, or the code of the Problem. */
export type Outcome = { answer: TaskView | undefined } | { refusal: string };

/** A task as stored. */
export interface StoredTask {
  id: string;
  performer: string;
  isCompleted: boolean;
  /** It is open, and its performer may not perform. */
  isStranded: boolean;
}

/**
 * What each of several concurrent operations may lead to, by the rules alone (T2, T3, T5, T7): `done`, or the codes of
 * Problems. `before` are the tasks before them, `performing` the numbers of those who may perform before them.
 */
export function expectedOutcomes(
  operations: readonly Operation[],
  before: ReadonlyMap<string, StoredTask>,
  performing: ReadonlySet<number>,
): string[][] {
  const added = operations.flatMap((one) => (one.what === 'roles' && one.performs ? [one.person] : []));
  const removed = operations.flatMap((one) => (one.what === 'roles' && !one.performs ? [one.person] : []));
  const canBeNoOne = [...performing].every((person) => removed.includes(person));
  const canBeSomeone = performing.size + added.length > 0;
  const drawn = [...(canBeSomeone ? ['done'] : []), ...(canBeNoOne ? ['no-eligible-performer'] : [])];
  const mayMove = (id: string): boolean =>
    removed.length > 0 ||
    added.length > 0 ||
    operations.some(
      (one) =>
        one.what === 'reassign all' ||
        one.what === 'redraw stranded' ||
        (one.what === 'redraw' && one.id === id),
    );
  const completers = (id: string) =>
    operations.flatMap((one) => (one.what === 'complete' && one.id === id ? [one.person] : []));
  return operations.map((operation) => {
    switch (operation.what) {
      case 'create':
        return drawn;
      case 'redraw':
        return redrawOutcomes(drawn, before.get(operation.id), completers(operation.id).length > 0);
      case 'complete':
        return completionOutcomes(operation, before.get(operation.id), {
          mayMove: mayMove(operation.id),
          hasRival: completers(operation.id).length > 1,
        });
      case 'change':
      case 'reassign all':
      case 'redraw stranded':
      case 'roles':
        return ['done'];
    }
  });
}

/** A completed task is never redrawn; one that is completed at the same time may be. */
function redrawOutcomes(drawn: string[], task: StoredTask | undefined, isBeingCompleted: boolean): string[] {
  if (task?.isCompleted) {
    return ['task-already-completed'];
  }
  return isBeingCompleted ? [...drawn, 'task-already-completed'] : drawn;
}

/** Only the performer of that moment completes a task, once. */
function completionOutcomes(
  { person }: { person: string },
  task: StoredTask | undefined,
  { mayMove, hasRival }: { mayMove: boolean; hasRival: boolean },
): string[] {
  const isPerformer = task?.performer === person;
  if (task?.isCompleted) {
    return [isPerformer ? 'task-already-completed' : 'not-your-task'];
  }
  if (mayMove) {
    return ['done', 'not-your-task', ...(hasRival ? ['task-already-completed'] : [])];
  }
  if (!isPerformer) {
    return ['not-your-task'];
  }
  return hasRival ? ['done', 'task-already-completed'] : ['done'];
}
