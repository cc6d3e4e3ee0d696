import type { Locator, Page } from 'playwright-core';
import { demoPassword } from '../../support/system.js';
import { until } from '../../support/until.js';
import type { Visitor } from './visitor.js';

/** Why no user can see which element has the focus; null if it shows. Fields show it by their border and caret. */
const focusProblem = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body) return 'the body has the focus';
  const { width, height, top, bottom, left, right } = element.getBoundingClientRect();
  const name = element.outerHTML.slice(0, 200);
  if (width < 2 || height < 2) return 'not visible: ' + name;
  if (bottom < 0 || top > innerHeight || right < 0 || left > innerWidth) return 'off the screen: ' + name;
  if (element.matches('input, textarea, select, [role=menuitem], [role=dialog]')) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  return outlineStyle === 'none' || parseFloat(outlineWidth) < 1 ? 'no outline: ' + name : null;
})()`;

/** A person who uses the keyboard alone. Fails as soon as they cannot see where the focus is. */
export class Keyboard {
  readonly page: Page;

  private constructor(private readonly visitor: Visitor) {
    this.page = visitor.page;
  }

  /** Opens a path, signs in, and watches for clicks, since the test must not use the pointer. */
  static async signIn(visitor: Visitor, email: string, path: string): Promise<Keyboard> {
    const keyboard = new Keyboard(visitor);
    const { page } = visitor;
    await page.addInitScript(
      `addEventListener('pointerdown', () => console.error('the test used the pointer'), { capture: true })`,
    );
    await visitor.open(path);
    await keyboard.pressOn(page.getByRole('button', { name: 'Sign in', exact: true }));
    await keyboard.tabTo(page.locator('#email'));
    await page.keyboard.type(email);
    await keyboard.tabTo(page.locator('#password'));
    await page.keyboard.type(demoPassword);
    await page.keyboard.press('Enter');
    await visitor.waitUntilSignedIn();
    return keyboard;
  }

  /** Presses keys one after another; after each the focus has to show. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key);
      await this.focusShows();
    }
  }

  /** Presses Tab until the element has the focus, which has to show all the way. */
  async tabTo(element: Locator): Promise<void> {
    await element.waitFor();
    await this.visitor.tabTo(element);
    await this.focusShows();
  }

  /** Tabs to the element and presses Enter, or another key. */
  async pressOn(element: Locator, key = 'Enter'): Promise<void> {
    await this.tabTo(element);
    await this.page.keyboard.press(key);
  }

  /** Waits until it shows which element has the focus; a dialog that closes takes a moment to return it. */
  async focusShows(): Promise<void> {
    let problem: string | null = null;
    await until(
      'the focus shows',
      async () => {
        problem = await this.page.evaluate<string | null>(focusProblem);
        return problem === null;
      },
      20_000,
    ).catch((error: unknown) => {
      throw new Error(`no user sees the focus: ${problem}`, { cause: error });
    });
  }

  /** The text of the focused element. */
  focusedText(): Promise<string> {
    return this.page.evaluate<string>('document.activeElement.textContent');
  }
}
