import { AxeBuilder } from '@axe-core/playwright';
import path from 'node:path';
import type { BrowserContext, ConsoleMessage, Locator, Page, Request } from 'playwright-core';
import { demoPassword } from '../../support/system.js';

const timeoutMilliseconds = 60_000;
const maximumTabs = 100;

/** Where tests save page screenshots for people to look at. */
export const screenshots = path.resolve(import.meta.dirname, '../../../.data/ui');

/**
 * A person with their own browser context: cookies, storage and tabs. Records browser errors: console errors (including
 * Content-Security-Policy violations), uncaught errors, and requests to another host.
 */
export class Visitor {
  private readonly errors: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly origin: string,
  ) {}

  /** A signed-out visitor with one empty tab. */
  static async create(context: BrowserContext, origin: string): Promise<Visitor> {
    context.setDefaultTimeout(timeoutMilliseconds);
    const visitor = new Visitor(context, await context.newPage(), origin);
    context.on('console', (message) => visitor.recordConsoleError(message));
    context.on('weberror', (error) => visitor.errors.push(`uncaught: ${String(error.error())}`));
    context.on('request', (request) => visitor.recordForeignRequest(request));
    return visitor;
  }

  private recordConsoleError(message: ConsoleMessage): void {
    if (message.type() === 'error') {
      this.errors.push(`${message.text()} (${message.location().url})`);
    }
  }

  private recordForeignRequest(request: Request): void {
    if (new URL(request.url()).origin !== this.origin && !request.url().startsWith('blob:')) {
      this.errors.push(`request to another host: ${request.url()}`);
    }
  }

  /** Returns the errors recorded since the last call. */
  browserErrors(): string[] {
    return this.errors.splice(0);
  }

  /** Opens a path of the site with a full page load, like an external link. */
  async open(path: string, page = this.page): Promise<void> {
    await page.goto(`${this.origin}${path}`);
  }

  /** The path and query of a tab's URL. */
  location(page = this.page): string {
    return page.url().slice(this.origin.length);
  }

  /** Opens another tab in the same browser. */
  newTab(): Promise<Page> {
    return this.context.newPage();
  }

  /** Signs in, starting from the signed-out page. */
  async signIn(email: string, page = this.page): Promise<void> {
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.locator('#email').fill(email);
    await page.locator('#password').fill(demoPassword);
    await page.locator('#password').press('Enter');
    await this.waitUntilSignedIn(page);
  }

  /** Waits until the tab shows the account menu of a signed-in person. */
  async waitUntilSignedIn(page = this.page): Promise<void> {
    await this.accountMenu(page).waitFor();
  }

  /** Waits until the tab no longer shows a loading indicator. */
  async waitUntilLoaded(page = this.page): Promise<void> {
    await this.waitUntilSignedIn(page);
    await page.getByRole('main').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /^(Loading|Загрузка)$/ })
      .first()
      .waitFor({ state: 'hidden' });
  }

  /** Presses Tab until the element has the focus. */
  async tabTo(element: Locator, page = this.page): Promise<void> {
    for (let turn = 0; turn < maximumTabs; turn += 1) {
      if ((await element.and(page.locator(':focus')).count()) > 0) {
        return;
      }
      await page.keyboard.press('Tab');
    }
    throw new Error(`the element did not get the focus after ${maximumTabs} Tab presses`);
  }

  /** Saves a screenshot of the page. */
  async saveScreenshot(name: string, page = this.page): Promise<void> {
    await page.screenshot({ path: path.join(screenshots, `${name}.png`), animations: 'disabled' });
  }

  /** Serious and critical WCAG violations on the page, each with the element that causes it. */
  async accessibilityViolations(page = this.page): Promise<string[]> {
    return (await findingsOn(page))
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, help, nodes }) => nodes.map(({ html }) => `${id}: ${help}: ${html.slice(0, 200)}`));
  }

  /** WCAG violations and best practices of any impact, in the whole page with whatever is open in it. */
  async accessibilityFindings(page = this.page): Promise<string[]> {
    return (await findingsOn(page)).flatMap(({ id, impact, nodes }) =>
      nodes.map(({ html }) => `${impact ?? ''} ${id}: ${html.slice(0, 200)}`),
    );
  }

  /** The button of the menu with the person's name, the theme and signing out. */
  accountMenu(page = this.page) {
    return page.getByRole('button', { name: /^(Account: |Учётная запись: )/ });
  }

  /** Chooses a language by its own name in the language menu. */
  async chooseLanguage(language: 'English' | 'Русский' | 'Popug', page = this.page): Promise<void> {
    await page.getByRole('button', { name: /^(Language|Язык)$/ }).click();
    await page.getByRole('menuitem', { name: language }).click();
    await page.getByRole('menuitem', { name: language }).waitFor({ state: 'hidden' });
  }
}

/** What axe finds. It describes only violations: describing everything that passed as well took it twice as long. */
async function findingsOn(page: Page) {
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  return (await axe.analyze()).violations;
}
