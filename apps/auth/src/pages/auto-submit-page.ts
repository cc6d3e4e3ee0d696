import { Html, markup, renderPage } from './html.js';
import type { Reader } from './reader.js';
import { textsIn } from './texts.js';

/** A form that its script submits; all parts are already HTML. */
interface AutoSubmitForm {
  script: string;
  start: string;
  fields: string;
}

/** A page whose form submits itself; without scripts, the reader submits it with a button. */
export function autoSubmitPage(reader: Reader, { script, start, fields }: AutoSubmitForm): string {
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
