import { createHash } from 'node:crypto';
import { markup, pagePolicy, renderPage } from './html.js';

describe('A page', () => {
  it('shows text as text, and markup as markup', () => {
    const typed = `<b title="'x'">&`;
    const rows = [markup`<li>${typed}</li>`, markup`<li>two</li>`];
    expect(markup`<ul>${rows}${undefined}</ul>`.text).toBe(
      '<ul><li>&#60;b title=&#34;&#39;x&#39;&#34;&#62;&#38;</li><li>two</li></ul>',
    );
  });

  it('has just the style that its policy allows', () => {
    const page = renderPage({ language: 'en', title: 'T', body: markup`<p>x</p>` });
    const style = /<style>([^]*)<\/style>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pagePolicy(['https://ates.example'])).toContain(`style-src 'sha256-${hash}'`);
  });
});
