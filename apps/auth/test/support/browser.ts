/** The page a browser shows: its address and the response. */
export interface ShownPage {
  url: string;
  status: number;
  headers: Headers;
  text: string;
}

const maximumRedirects = 15;

/** A minimal browser for signing in: keeps cookies, follows redirects, submits forms. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  constructor(private readonly headers: Record<string, string> = {}) {}

  /** The value of a cookie. */
  cookie(name: string): string | undefined {
    return this.cookies.get(name);
  }

  /** Sets a cookie. */
  setCookie(name: string, value: string): void {
    this.cookies.set(name, value);
  }

  /** Opens an address and follows redirects, up to one to `stopAt`, which is returned without a response. */
  async open(url: string, stopAt: string, init: RequestInit = {}): Promise<ShownPage> {
    let response = await this.fetch(url, init);
    for (let count = 0; count < maximumRedirects; count += 1) {
      const location = response.headers.get('location');
      if (!location) {
        return { url, status: response.status, headers: response.headers, text: await response.text() };
      }
      url = new URL(location, url).href;
      if (url.startsWith(stopAt)) {
        return { url, status: 0, headers: new Headers(), text: '' };
      }
      response = await this.fetch(url, {});
    }
    throw new Error(`too many redirects; the last was ${url}`);
  }

  /** Submits the form of a page, with `fields` in addition to its hidden ones. */
  submit(page: ShownPage, fields: Record<string, string>, stopAt: string): Promise<ShownPage> {
    const form = readForm(page.text);
    const body = new URLSearchParams({ ...form.fields, ...fields });
    return this.open(new URL(form.action, page.url).href, stopAt, { method: 'POST', body });
  }

  private async fetch(url: string, init: RequestInit): Promise<Response> {
    const headers = new Headers({ accept: 'text/html,application/xhtml+xml', ...this.headers });
    new Headers(init.headers).forEach((value, name) => headers.set(name, value));
    headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const pair = line.split(';')[0] ?? '';
      const equals = pair.indexOf('=');
      this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
    }
    return response;
  }
}

function readForm(html: string): { action: string; fields: Record<string, string> } {
  const action = /<form[^>]*\saction="([^"]+)"/.exec(html)?.[1];
  if (action === undefined) {
    throw new Error(`This page has no form:\n${html}`);
  }
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return { action, fields: Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value])) };
}

/** The text of the page's alert, if it has one. */
export const alertOn = (page: ShownPage): string | undefined =>
  /role="alert"[^>]*>([^<]*)/.exec(page.text)?.[1];
