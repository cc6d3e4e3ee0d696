import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../../test/support/browser.js';

/** A request that the browser sent. */
interface SentRequest {
  url: string;
  method: string;
  postData: string | null;
}

/** A page in a real Chromium, with its requests and errors. */
export interface WatchedPage {
  page: Page;
  /** All requests since the start. */
  requests: SentRequest[];
  /** Errors the browser reported: blocked scripts, script errors, error responses. */
  errors: string[];
}

/** A real Chromium; each page has its own cookies and cache. */
export class Chromium {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<Chromium> {
    return new Chromium(await launchBrowser());
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }

  async newPage(options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const context = await this.browser.newContext(options);
    const page = await context.newPage();
    const watched: WatchedPage = { page, requests: [], errors: [] };
    page.on('request', (request) => {
      watched.requests.push({ url: request.url(), method: request.method(), postData: request.postData() });
    });
    page.on('pageerror', (error) => watched.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        watched.errors.push(message.text());
      }
    });
    return watched;
  }
}
