import { useCallback, useMemo, useState } from 'react';
import { useSignedIn } from '../session/use-session.js';
import { completions } from './own-completions.js';
import type { Task } from './task-queries.js';

type OwnTask = Pick<Task, 'assigned_to' | 'status'>;

/** Whether someone can complete the task. */
export const isOwnOpen = ({ assigned_to, status }: OwnTask, person: string): boolean =>
  assigned_to.uuid === person && status !== 'completed';

export interface Selection {
  selected: ReadonlyMap<string, Task>;
  toggle: (task: Task) => void;
  clear: () => void;
}

/**
 * The selected tasks, without those that the user can no longer complete. `shown` are the tasks of the list; those that it
 * does not show are kept only if it is too long to be loaded as a whole.
 */
export function useSelection(shown: readonly Task[], isWhole: boolean): Selection {
  const { id } = useSignedIn();
  const [chosen, setChosen] = useState<ReadonlyMap<string, Task>>(new Map());
  const selected = useMemo(() => {
    const byId = new Map(shown.map((task) => [task.uuid, task]));
    return new Map(
      [...chosen].filter(([uuid]) => {
        const task = byId.get(uuid);
        return task ? isOwnOpen(task, id) : !isWhole;
      }),
    );
  }, [chosen, shown, isWhole, id]);
  const toggle = useCallback(
    (task: Task) => {
      if (isOwnOpen(task, id)) {
        setChosen((before) => {
          const after = new Map(before);
          return after.delete(task.uuid) ? after : after.set(task.uuid, task);
        });
      }
    },
    [id],
  );
  const clear = useCallback(() => setChosen(new Map()), []);
  return { selected, toggle, clear };
}

/** Schedules the completion of a task if the person can complete it; it can be undone for a moment. */
export function completeOwn(task: Task, person: string): void {
  if (isOwnOpen(task, person)) {
    completions.schedule(task);
  }
}

/** Schedules the completion of all selected tasks, and ends the selection. */
export function completeSelected({ selected, clear }: Selection, person: string): void {
  selected.forEach((task) => completeOwn(task, person));
  clear();
}
