import { useEffect, useRef } from 'react';

/** What to do when a key is pressed, by the letter or sign that it types. */
export type Keys = Readonly<Record<string, () => void>>;

/** Inputs that take no text: keys work while one of them has the focus. */
const notTyped = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file']);

const isTypedIn = (element: Element): boolean =>
  element instanceof HTMLInputElement
    ? !notTyped.has(element.type)
    : element.closest('textarea, select, [contenteditable], [role=menu], [role=listbox]') !== null;

/** Whether a dialog is open; keys of the page behind it must not work. */
export const isDialogOpen = (): boolean =>
  document.querySelector('[role=dialog], [role=alertdialog]') !== null;

/**
 * The character of the pressed key. In a layout without Latin letters, such as the Russian one, it is the letter that
 * the key has in the English layout.
 */
export function characterOf({ key, code }: KeyboardEvent): string {
  const isForeignLetter = key.length === 1 && /^\p{Letter}$/u.test(key) && !/^[a-z]$/i.test(key);
  return isForeignLetter && code.startsWith('Key') ? code.slice('Key'.length).toLowerCase() : key;
}

/**
 * Handles keys without Ctrl, Alt and Meta. They do nothing while the user types, in menus, and while a dialog is open.
 * Keys of a page take precedence over those of the frame, which pass `window` as `target`.
 */
export function useKeys(keys: Keys, target: Document | Window = document): void {
  const current = useRef(keys);
  useEffect(() => {
    current.current = keys;
  });
  useEffect(() => {
    const press = (event: Event): void => {
      if (!(event instanceof KeyboardEvent) || event.defaultPrevented || event.repeat || event.isComposing) {
        return;
      }
      const { ctrlKey, altKey, metaKey } = event;
      const character = characterOf(event);
      if (ctrlKey || altKey || metaKey || !Object.hasOwn(current.current, character)) {
        return;
      }
      if (isDialogOpen() || (event.target instanceof Element && isTypedIn(event.target))) {
        return;
      }
      // The key must not also type its character into the field that gets the focus.
      event.preventDefault();
      current.current[character]?.();
    };
    target.addEventListener('keydown', press);
    return () => target.removeEventListener('keydown', press);
  }, [target]);
}
