import { Html, markup, renderPage } from './html.js';
import type { Reader } from './reader.js';
import { textsIn } from './texts.js';

/** A form that sends itself by its script; all of it is HTML already. */
export interface SelfSendingForm {
  script: string;
  start: string;
  fields: string;
}

/** Where scripts run nobody sees this; elsewhere the reader sends the form. */
export function sendOnPage(reader: Reader, { script, start, fields }: SelfSendingForm): string {
  const texts = textsIn(reader.language);
  return renderPage({
    reader,
    title: texts.continue,
    body: markup`${new Html(start)}
${new Html(fields)}
<noscript><p>${texts.continueWhy}</p><button type="submit">${texts.continue}</button></noscript>
</form>
${new Html(script)}`,
  });
}
