import { lazy, useCallback, useEffect, useRef, useState, type ComponentType, type RefObject } from 'react';
import { LazyDialog } from '../components/lazy-dialog.js';
import { characterOf, isDialogOpen, useKeys } from '../components/use-keys.js';
import { loadArea, type Area } from '../i18n/i18n.js';
import { chosenAhead, type FrameDialog } from './frame-dialog.js';
import { isPaletteShortcut } from './search-button.js';

/** A dialog loaded on first use, together with its area's texts. */
const lazyDialog = <Props extends object>(area: Area, load: () => Promise<ComponentType<Props>>) =>
  lazy(async () => {
    const [dialog] = await Promise.all([load(), loadArea(area)]);
    return { default: dialog };
  });

const Palette = lazyDialog('palette', async () => (await import('./palette.js')).Palette);
const KeyList = lazyDialog('palette', async () => (await import('./key-list.js')).KeyList);
const NewTask = lazyDialog('tasks', async () => (await import('../tasks/new-task.js')).NewTask);
const ReassignAll = lazyDialog('tasks', async () => (await import('../tasks/reassign-all.js')).ReassignAll);

const focusSearch = (): void => {
  const field = document.querySelector<HTMLInputElement>('main input[type=search]');
  field?.focus();
  field?.select();
};

/** The character that a key types, a line break for Enter; undefined for other keys. */
const typedBy = ({ key, ctrlKey, altKey, metaKey }: KeyboardEvent): string | undefined => {
  const typed = key === 'Enter' ? chosenAhead : key;
  return typed.length === 1 && !ctrlKey && !altKey && !metaKey ? typed : undefined;
};

interface FrameDialogsProps {
  /** The open dialog; one at a time. */
  shown: FrameDialog | undefined;
  open: (dialog: FrameDialog) => void;
  close: () => void;
  /** What was typed after the palette was requested and before its code was loaded; `chosenAhead` for Enter. */
  typedAhead: RefObject<string>;
}

/** Which of the frame's dialogs is open, and the keys that open them. */
export function useFrameDialogs(): FrameDialogsProps {
  const [shown, setShown] = useState<FrameDialog>();
  const focused = useRef<Element>(null);
  const typedAhead = useRef('');
  const open = useCallback((dialog: FrameDialog) => {
    focused.current = document.activeElement;
    typedAhead.current = '';
    setShown(dialog);
  }, []);
  const close = useCallback(() => {
    setShown(undefined);
    if (focused.current instanceof HTMLElement) {
      // Before what the palette starts can take the focus.
      focused.current.focus({ preventScroll: true });
    }
  }, []);
  useKeys({ '/': focusSearch, '?': () => open('keys'), n: () => open('new-task') }, window);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const typed = typedBy(event);
      if (shown === 'palette' && !isDialogOpen() && typed !== undefined) {
        event.preventDefault();
        typedAhead.current += typed;
        return;
      }
      if (!isPaletteShortcut(event, characterOf(event)) || (shown !== 'palette' && isDialogOpen())) {
        return;
      }
      event.preventDefault();
      if (shown === 'palette') {
        close();
      } else {
        open('palette');
      }
    };
    // Before the page's own keys.
    window.addEventListener('keydown', press, { capture: true });
    return () => window.removeEventListener('keydown', press, { capture: true });
  }, [shown, open, close]);
  return { shown, open, close, typedAhead };
}

/** The frame's dialogs; each is loaded when it is first opened. */
export function FrameDialogs({ shown, open, close, typedAhead }: FrameDialogsProps) {
  return (
    <>
      <LazyDialog isOpen={shown === 'palette'}>
        <Palette isOpen={shown === 'palette'} onClose={close} onOpenDialog={open} typedAhead={typedAhead} />
      </LazyDialog>
      <LazyDialog isOpen={shown === 'keys'}>
        <KeyList isOpen={shown === 'keys'} onClose={close} />
      </LazyDialog>
      <LazyDialog isOpen={shown === 'new-task'}>
        <NewTask isOpen={shown === 'new-task'} onClose={close} />
      </LazyDialog>
      <LazyDialog isOpen={shown === 'reassign-all'}>
        <ReassignAll isOpen={shown === 'reassign-all'} onClose={close} />
      </LazyDialog>
    </>
  );
}
