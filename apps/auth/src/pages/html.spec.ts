import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { markup, pagePolicy, renderPage } from './html.js';

describe('A page', () => {
  it('escapes text and keeps markup', () => {
    const typed = `<b title="'x'">&`;
    const rows = [markup`<li>${typed}</li>`, markup`<li>two</li>`];
    expect(markup`<ul>${rows}${undefined}</ul>`.text).toBe(
      '<ul><li>&#60;b title=&#34;&#39;x&#39;&#34;&#62;&#38;</li><li>two</li></ul>',
    );
  });

  it('has exactly the style that its content security policy allows', () => {
    const page = renderPage({
      reader: { language: 'en', address: undefined },
      title: 'T',
      body: markup`<p>x</p>`,
    });
    const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pagePolicy(['https://ates.example'])).toContain(`style-src 'sha256-${hash}'`);
  });

  it('links to itself in the other language and keeps its other query parameters', () => {
    const reader = { language: 'ru', address: '/oidc/device?user_code=A-B&ui_locales=ru' } as const;
    const page = renderPage({ reader, title: 'T', body: markup`<p>x</p>` });
    expect(page).toContain('<span lang="ru" aria-current="true">Русский</span>');
    expect(page).toContain('<a href="/oidc/device?user_code=A-B&#38;ui_locales=en" lang="en" hreflang="en">');
  });

  it('has the same logo as the web UI', () => {
    const [ours, theirs] = ['../../static', '../../../web/public'].map((folder) =>
      readFileSync(path.resolve(import.meta.dirname, folder, 'feather.svg'), 'utf8'),
    );
    expect(ours).toBe(theirs);
  });
});
