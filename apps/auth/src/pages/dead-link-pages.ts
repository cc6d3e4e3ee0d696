import { markup, renderPage } from './html.js';
import { joiningTextsIn } from './joining-texts.js';
import type { Reader } from './reader.js';
import { textsIn } from './texts.js';

/** Why a link cannot be used, and what to do next. */
export function deadLinkPage(
  reader: Reader,
  state: 'used' | 'expired' | 'revoked' | 'unknown',
  application: string,
): string {
  const { title, why, now } = joiningTextsIn(reader.language).deadLinks[state];
  return renderPage({
    reader,
    title,
    body: markup`<p role="alert">${why}</p>
<p>${now}</p>
<a class="button" href="${application}">${textsIn(reader.language).toApplication}</a>`,
  });
}
