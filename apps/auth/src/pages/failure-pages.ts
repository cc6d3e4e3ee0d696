import { markup, renderPage } from './html.js';
import type { Reader } from './reader.js';
import { textsIn, type FailureKind } from './texts.js';

export interface Failure {
  kind: FailureKind;
  /** A stable name of what went wrong, for whoever is told about it; undefined where it would tell nothing more. */
  code?: string | undefined;
  /** What the provider says about it, in English; left out where it is not the reader's to know. */
  detail?: string | undefined;
  /** Where the reader can go on. */
  application: string;
}

/** What happened, why, and what to do now. */
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

/** Something was tried too often: how long to wait. */
export function tooManyPage(reader: Reader, seconds: number, application: string): string {
  const texts = textsIn(reader.language);
  return renderPage({
    reader,
    title: texts.tooManyTitle,
    body: markup`<p role="alert">${texts.tooMany(seconds)}</p>
<a class="button" href="${application}">${texts.toApplication}</a>`,
  });
}
