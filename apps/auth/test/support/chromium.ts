import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../../../test/support/browser.js';

/** A request that the browser sent. */
export interface SentRequest {
  url: string;
  method: string;
  postData: string | null;
}

/** A page in a real Chromium, with what it sent and what it complained of. */
export interface WatchedPage {
  page: Page;
  /** All that was sent since the start. */
  sent: SentRequest[];
  /** What the browser complained of: blocked scripts, errors in scripts, answers that are errors. */
  complaints: string[];
}

/** A real Chromium: each page has cookies and a cache of its own. */
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
    const watched: WatchedPage = { page, sent: [], complaints: [] };
    page.on('request', (request) => {
      watched.sent.push({ url: request.url(), method: request.method(), postData: request.postData() });
    });
    page.on('pageerror', (error) => watched.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') {
        watched.complaints.push(message.text());
      }
    });
    return watched;
  }
}
