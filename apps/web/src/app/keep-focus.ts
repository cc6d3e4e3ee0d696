/** Dialogs and menus return the focus after 10 ms; they take precedence. */
const returnMilliseconds = 40;

const controls = 'a[href], button:not(:disabled), input:not(:disabled), select, textarea, [tabindex="0"]';
const items = 'li, tr, [role=row]';
const headings = 'h1, h2, h3, h4, h5, h6';

/** Where a removed element was. */
interface Place {
  parent: Node;
  next: Node | null;
  previous: Node | null;
}

const isOnPage = (element: Element | null | undefined): element is HTMLElement =>
  // Text for screen readers alone takes one pixel.
  element instanceof HTMLElement && element.isConnected && element.offsetWidth > 1;

/** The control of a neighbouring item of a list; of a task, its link. */
const controlOf = (item: Node | null): HTMLElement | undefined => {
  if (!(item instanceof HTMLElement) || !item.matches(items)) {
    return undefined;
  }
  const control = item.querySelector<HTMLElement>('[data-open-task]') ?? item.querySelector(controls);
  return isOnPage(control) ? control : undefined;
};

/** The nearest heading above the place, which announces what is there now. */
function headingNear(parent: Node): HTMLElement | undefined {
  const start = parent.isConnected && parent instanceof Element ? parent : document.querySelector('main');
  for (let around = start; around; around = around.parentElement) {
    const heading = [...around.querySelectorAll<HTMLElement>(headings)].find(isOnPage);
    if (heading) {
      // Can have the focus, but is no stop of the Tab key.
      heading.tabIndex = -1;
      return heading;
    }
  }
  return undefined;
}

/**
 * Keeps the keyboard's place on the page, until `signal` aborts. When the focused element is removed, browsers drop the
 * focus to the body: nothing shows it, and Tab starts again at the top of the page. This moves it to the next item of the
 * same list, or else to the nearest heading. A button that was only disabled while it was busy gets the focus back.
 */
export function keepFocus(signal: AbortSignal): void {
  let focused: HTMLElement | undefined;
  let place: Place | undefined;
  let wasDisabled = false;
  let isByKeyboard = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const isLost = (): boolean => document.activeElement === null || document.activeElement === document.body;
  const target = (lost: HTMLElement): HTMLElement | undefined => {
    if (lost.isConnected) {
      return wasDisabled ? lost : undefined;
    }
    return place && (controlOf(place.next) ?? controlOf(place.previous) ?? headingNear(place.parent));
  };
  const restore = (): void => {
    if (focused && isLost()) {
      target(focused)?.focus({ preventScroll: true, focusVisible: isByKeyboard });
    }
  };
  const observer = new MutationObserver((records) => {
    const lost = focused;
    if (!lost) {
      return;
    }
    wasDisabled ||= lost.matches(':disabled');
    const removal = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)));
    if (removal && !lost.isConnected) {
      place = { parent: removal.target, next: removal.nextSibling, previous: removal.previousSibling };
    }
    if (isLost() || wasDisabled) {
      clearTimeout(timer);
      timer = setTimeout(restore, returnMilliseconds);
    }
  });
  const changes = { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled'] };
  observer.observe(document.body, changes);
  const focusIn = ({ target: element }: FocusEvent): void => {
    focused = element instanceof HTMLElement ? element : undefined;
    place = undefined;
    wasDisabled = false;
  };
  const focusOut = ({ target: element }: FocusEvent): void =>
    // Later, as browsers may tell of a removal before it happens.
    queueMicrotask(() => {
      const isThere = element instanceof HTMLElement && element.isConnected && !element.matches(':disabled');
      if (isThere && element === focused && isLost()) {
        // The user clicked beside all controls.
        focused = undefined;
      }
    });
  document.addEventListener('focusin', focusIn, { signal });
  document.addEventListener('focusout', focusOut, { signal });
  document.addEventListener('pointerdown', () => (isByKeyboard = false), { signal, capture: true });
  document.addEventListener('keydown', () => (isByKeyboard = true), { signal, capture: true });
  signal.addEventListener('abort', () => {
    observer.disconnect();
    clearTimeout(timer);
  });
}
