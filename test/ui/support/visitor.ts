import { AxeBuilder } from '@axe-core/playwright';
import path from 'node:path';
import type { BrowserContext, ConsoleMessage, Locator, Page, Request } from 'playwright-core';
import { demoPassword } from '../../support/system.js';

const patienceMilliseconds = 60_000;
const mostTabs = 100;

/** Where pictures of pages are kept, for people to look at. */
export const pictures = path.resolve(import.meta.dirname, '../../../.data/ui');

/**
 * A person at a browser of their own: cookies, what it keeps, and tabs. Whatever goes wrong in it is a complaint:
 * errors on the console (what the Content-Security-Policy stopped is one), errors that nothing caught, and requests to
 * another host.
 */
export class Visitor {
  private readonly heard: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly origin: string,
  ) {}

  /** Nobody yet: a browser with one empty tab. */
  static async arrive(context: BrowserContext, origin: string): Promise<Visitor> {
    context.setDefaultTimeout(patienceMilliseconds);
    const visitor = new Visitor(context, await context.newPage(), origin);
    context.on('console', (message) => visitor.hear(message));
    context.on('weberror', (error) => visitor.heard.push(`not caught: ${String(error.error())}`));
    context.on('request', (request) => visitor.see(request));
    return visitor;
  }

  private hear(message: ConsoleMessage): void {
    if (message.type() === 'error') {
      this.heard.push(`${message.text()} (${message.location().url})`);
    }
  }

  private see(request: Request): void {
    if (new URL(request.url()).origin !== this.origin && !request.url().startsWith('blob:')) {
      this.heard.push(`request to another host: ${request.url()}`);
    }
  }

  /** What went wrong since it was asked for last. */
  complaints(): string[] {
    return this.heard.splice(0);
  }

  /** Opens an address of the site as a link from elsewhere does. */
  async open(path: string, page = this.page): Promise<void> {
    await page.goto(`${this.origin}${path}`);
  }

  /** Where a tab is, within the site. */
  where(page = this.page): string {
    return page.url().slice(this.origin.length);
  }

  /** A further tab of the same browser. */
  tab(): Promise<Page> {
    return this.context.newPage();
  }

  /** Goes through the sign-in pages from the one that says that nobody is signed in. */
  async signIn(email: string, page = this.page): Promise<void> {
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(demoPassword);
    await page.locator('#password').press('Enter');
    await this.isIn(page);
  }

  /** Waits until the tab shows what people see who are signed in. */
  async isIn(page = this.page): Promise<void> {
    await this.accountMenu(page).waitFor();
  }

  /** Waits until nothing on the tab is still being loaded. */
  async isLoaded(page = this.page): Promise<void> {
    await this.isIn(page);
    await page.getByRole('main').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /^(Loading|Загрузка)$/ })
      .first()
      .waitFor({ state: 'hidden' });
  }

  /** Goes on by the Tab key until something has the focus. */
  async tabTo(place: Locator, page = this.page): Promise<void> {
    for (let turn = 0; turn < mostTabs; turn += 1) {
      if ((await place.and(page.locator(':focus')).count()) > 0) {
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`${mostTabs} times Tab did not lead there`);
  }

  /** Keeps a picture of the page as it is now. */
  async keepPicture(name: string, page = this.page): Promise<void> {
    await page.screenshot({ path: path.join(pictures, `${name}.png`), animations: 'disabled' });
  }

  /** What keeps some people from using the page: rules of WCAG that it breaks, and where. */
  async obstacles(page = this.page): Promise<string[]> {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
  }

  /** Where one's name is, colours, and the way out. */
  accountMenu(page = this.page) {
    return page.getByRole('button', { name: /^(Account of|Учётная запись)/ });
  }

  /** Chooses from the menu of languages by what a language calls itself. */
  async speak(language: 'English' | 'Русский' | 'Popug', page = this.page): Promise<void> {
    await page.getByRole('button', { name: /^(Language|Язык)$/ }).click();
    await page.getByRole('menuitem', { name: language }).click();
    await page.getByRole('menuitem', { name: language }).waitFor({ state: 'hidden' });
  }
}
