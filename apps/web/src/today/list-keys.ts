import { useKeys } from '../components/use-keys.js';

interface ListKeys {
  onComplete: (uuid: string) => void;
  onSelect: (uuid: string) => void;
}

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

/** Keys of a list of tasks: `j` and `k` move, `c` completes, `x` selects. `Enter` opens, since the focus is on a link. */
export function useListKeys({ onComplete, onSelect }: ListKeys): void {
  const onFocused = (act: (uuid: string) => void) => () => {
    const uuid = focusedRow()?.dataset['task'];
    if (uuid !== undefined) {
      act(uuid);
    }
  };
  useKeys({
    j: () => moveFocus(1),
    k: () => moveFocus(-1),
    c: onFocused(onComplete),
    x: onFocused(onSelect),
  });
}
