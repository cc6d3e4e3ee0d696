import { markup, renderPage } from './html.js';
import type { Reader } from './reader.js';
import { textsIn, type FailureKind } from './texts.js';

interface Failure {
  kind: FailureKind;
  /** A stable error code to give to an operator; undefined if it would add nothing. */
  code?: string | undefined;
  /** The provider's explanation, in English; undefined if the reader must not see it. */
  detail?: string | undefined;
  /** The web UI's address, where the reader can continue. */
  application: string;
}

/** What happened, why, and what to do next. */
export function failurePage(reader: Reader, { kind, code, detail, application }: Failure): string {
  const texts = textsIn(reader.language);
  const { title, why, now } = texts.failures[kind];
  const explained = detail && markup`: <span lang="en">${detail}</span>`;
  return renderPage({
    reader,
    title,
    body: markup`<p role="alert">${why}</p>
<p>${now}</p>
${code && markup`<p class="hint note">${texts.code}: <code>${code}</code>${explained || undefined}</p>`}
<a class="button" href="${application}">${texts.toApplication}</a>`,
  });
}

/** Tells the reader how long to wait after too many attempts. */
export function tooManyPage(reader: Reader, seconds: number, application: string): string {
  const texts = textsIn(reader.language);
  return renderPage({
    reader,
    title: texts.tooManyTitle,
    body: markup`<p role="alert">${texts.tooMany(seconds)}</p>
<a class="button" href="${application}">${texts.toApplication}</a>`,
  });
}
