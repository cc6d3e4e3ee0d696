import { markup, renderPage } from './html.js';
import { joiningTextsIn, type ConfirmationEnd } from './joining-texts.js';
import type { Reader } from './reader.js';

export type { ConfirmationEnd } from './joining-texts.js';

/**
 * Asks the owner of an address to confirm it with a button, because link scanners follow links but press no buttons.
 */
export function confirmAddressPage(reader: Reader, action: string): string {
  const { title, why, button } = joiningTextsIn(reader.language).confirm;
  return renderPage({
    reader,
    title,
    body: markup`<p>${why}</p>
<form method="post" action="${action}">
<button type="submit" autofocus>${button}</button>
</form>`,
  });
}

/** The outcome of a confirmation, and where to go next. */
export function confirmedPage(reader: Reader, end: ConfirmationEnd, application: string): string {
  const texts = joiningTextsIn(reader.language);
  const { title, why } = texts.confirmed[end];
  const canSignIn = end === 'registered' || end === 'registered-without-beak' || end === 'already-registered';
  return renderPage({
    // The response to a form has no address of its own to switch languages on.
    reader: { ...reader, address: undefined },
    title,
    body: markup`<p>${why}</p>
${canSignIn ? markup`<a class="button" href="${application}">${texts.toSignIn}</a>` : undefined}`,
  });
}
