import { createHash } from 'node:crypto';
import { languageOf, type Language } from './language.js';

/** Text that is HTML already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | Html | readonly Html[] | undefined;

/** HTML from a template; whatever is put in is escaped, unless it is HTML already. */
export const markup = (parts: TemplateStringsArray, ...values: Part[]): Html =>
  new Html(parts.reduce((text, part, index) => text + render(values[index - 1]) + part));

const render = (value: Part): string => {
  if (value === undefined) {
    return '';
  }
  if (typeof value === 'string') {
    return value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  }
  return value instanceof Html ? value.text : value.map(({ text }) => text).join('');
};

const stylesheet = `
:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { max-width: 24rem; margin: 12vh auto 2rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
form { display: grid; gap: 0.5rem; margin-block: 1rem; }
input, button { font: inherit; padding: 0.5rem 0.75rem; border: 1px solid GrayText; border-radius: 0.4rem; }
button { margin-top: 0.75rem; cursor: pointer; background: #1c5d3a; border-color: #1c5d3a; color: #fff; }
button.second { margin-top: 0; background: none; color: inherit; border-color: GrayText; }
:focus-visible { outline: 3px solid #2f9e63; outline-offset: 2px; }
#by-photo:not([hidden]) { display: grid; gap: 0.5rem; }
#by-photo p { margin: 0; font-size: 0.875rem; }
[role=alert] { border-left: 4px solid #c92a2a; padding: 0.25rem 0.75rem; }
code { font-size: 1.75rem; letter-spacing: 0.1em; }
`;

const styleHash = createHash('sha256').update(stylesheet).digest('base64');

/**
 * The content security policy of pages: nothing from anywhere but the one stylesheet inside. `origins` are where a form
 * may lead to in the end, since browsers hold the redirects after a form to it as well.
 */
export const pagePolicy = (origins: readonly string[]): string =>
  [
    `default-src 'none'`,
    `style-src 'sha256-${styleHash}'`,
    `form-action ${["'self'", ...origins].join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ');

/** The same for the pages that have a script: from ours alone, and none inside. */
export const pagePolicyWithScripts = (origins: readonly string[]): string =>
  `${pagePolicy(origins)}; script-src 'self'`;

export interface Page {
  language: Language;
  title: string;
  body: Html;
}

/** A whole page: nothing from outside. */
export const renderPage = ({ language, title, body }: Page): string =>
  markup`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · aTES</title>
<style>${new Html(stylesheet)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`.text;

/** The language of whoever sent these headers. */
export const readersLanguage = (headers: { 'accept-language'?: string | undefined }): Language =>
  languageOf(headers['accept-language']);
