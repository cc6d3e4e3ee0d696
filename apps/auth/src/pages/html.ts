import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { languages, type Language } from './language.js';
import { addressIn, type Reader } from './reader.js';
import { stylesheet } from './stylesheet.js';
import { textsIn } from './texts.js';

/** Text that is already HTML. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = string | Html | readonly Html[] | undefined;

/** HTML from a template; interpolated values are escaped unless they are already HTML. */
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

// The build recognizes exactly this form and copies the file.
const feather = readFileSync(new URL('../../static/feather.svg', import.meta.url), 'utf8');
const icon = `data:image/svg+xml;base64,${Buffer.from(feather).toString('base64')}`;
// Inline SVG in HTML needs no namespace.
const mark = new Html(feather.replace(/ xmlns="[^"]*"/, ' aria-hidden="true"'));

const styleHash = createHash('sha256').update(stylesheet).digest('base64');

/**
 * The content security policy of pages: only the inline stylesheet and icon. A form may lead to `origins`: browsers
 * apply `form-action` to the redirects after a form, too.
 */
export const pagePolicy = (origins: readonly string[]): string =>
  [
    `default-src 'none'`,
    `style-src 'sha256-${styleHash}'`,
    'img-src data:',
    `form-action ${["'self'", ...origins].join(' ')}`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
  ].join('; ');

/** The policy of pages with scripts: only our own files, nothing inline. */
export const pagePolicyWithScripts = (origins: readonly string[]): string =>
  `${pagePolicy(origins)}; script-src 'self'`;

/** The policy of a redirect: it loads nothing, and only `origins` may frame it. */
export const redirectPolicy = (origins: readonly string[]): string =>
  `default-src 'none'; frame-ancestors ${origins.join(' ')}`;

export interface Page {
  reader: Reader;
  title: string;
  body: Html;
}

/** A complete page that loads nothing from other sites. */
export const renderPage = ({ reader, title, body }: Page): string =>
  markup`<!doctype html>
<html lang="${reader.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · aTES</title>
<link rel="icon" href="${icon}">
<style>${new Html(stylesheet)}</style>
</head>
<body>
<main>
<div class="brand">${mark}aTES</div>
<h1>${title}</h1>
${body}
</main>
${reader.address === undefined ? undefined : languageSwitch(reader.language, reader.address)}
</body>
</html>
`.text;

const languageSwitch = (current: Language, address: string): Html => {
  const choices = Object.entries(languages).map(([language, name]) =>
    language === current
      ? markup`<span lang="${language}" aria-current="true">${name}</span>`
      : markup`<a href="${addressIn(language as Language, address)}" lang="${language}" hreflang="${language}">${name}</a>`,
  );
  return markup`<footer><nav aria-label="${textsIn(current).language}">${choices}</nav></footer>`;
};
