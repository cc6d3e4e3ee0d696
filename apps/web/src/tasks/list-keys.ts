import { useKeys } from '../components/use-keys.js';
import { useSignedIn } from '../session/use-session.js';
import { completeOwn, completeSelected, type Selection } from './selection.js';
import type { Task } from './task-queries.js';

const linkSelector = '[data-open-task]';

/** The rows on screen, and the one that has the focus. */
const linksInOrder = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(linkSelector)];

const focusedRow = (): HTMLElement | null =>
  document.activeElement?.closest<HTMLElement>('[data-task]') ?? null;

/** Moves the focus to another row; to the first one if none has it. */
function moveFocus(step: 1 | -1): void {
  const links = linksInOrder();
  const row = focusedRow();
  const at = links.findIndex((link) => link.closest('[data-task]') === row);
  const next = links[at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: 'center' });
}

/**
 * Keys of a list of tasks: `j` and `k` move, `x` selects, `c` completes the selected tasks, or without any the focused one.
 * `Enter` opens, since the focus is on a link. `shown` are the tasks of the list.
 */
export function useListKeys(shown: readonly Task[], selection: Selection): void {
  const { id } = useSignedIn();
  const onFocused = (act: (task: Task) => void) => () => {
    const uuid = focusedRow()?.dataset['task'];
    const task = shown.find((one) => one.uuid === uuid);
    if (task) {
      act(task);
    }
  };
  useKeys({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    c:
      selection.selected.size > 0
        ? () => completeSelected(selection, id)
        : onFocused((task) => completeOwn(task, id)),
    x: onFocused(selection.toggle),
  });
}
