import { markup, renderPage } from './html.js';
import { joiningTextsIn, type ConfirmationEnd } from './joining-texts.js';
import type { Reader } from './reader.js';

export type { ConfirmationEnd } from './joining-texts.js';

/** Asks the owner of an address to confirm it by a button: programs that follow links press none. */
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

/** What came of a confirmation, and where to go now. */
export function confirmedPage(reader: Reader, end: ConfirmationEnd, application: string): string {
  const texts = joiningTextsIn(reader.language);
  const { title, why } = texts.confirmed[end];
  const canSignIn = end === 'registered' || end === 'registered-without-beak' || end === 'already-registered';
  return renderPage({
    // The form's answer cannot be asked for again.
    reader: { ...reader, address: undefined },
    title,
    body: markup`<p>${why}</p>
${canSignIn ? markup`<a class="button" href="${application}">${texts.toSignIn}</a>` : undefined}`,
  });
}
