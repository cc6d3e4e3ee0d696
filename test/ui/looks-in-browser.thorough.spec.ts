import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { pages, roles } from './support/pages.js';
import type { SimulatedDay } from './support/simulated-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const desk = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };
const tablet = { width: 800, height: 740 };

/** What the frame around the pages can open, and how. */
const openElements = [
  {
    name: 'the command palette',
    size: desk,
    open: (page: Page) => page.getByRole('button', { name: 'Search or jump to' }).click(),
    find: (page: Page) => page.getByRole('dialog', { name: 'Search and commands' }),
  },
  {
    name: 'the command palette on a phone',
    size: phone,
    open: async (page: Page) => {
      await page.getByRole('button', { name: 'Search or jump to' }).click();
      await page.getByRole('combobox', { name: 'Search and commands' }).fill('a');
      await page.getByRole('group', { name: 'Tasks' }).waitFor();
    },
    find: (page: Page) => page.getByRole('dialog', { name: 'Search and commands' }),
  },
  {
    name: 'the list of keys',
    size: desk,
    open: (page: Page) => page.keyboard.press('?'),
    find: (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' }),
  },
  {
    name: 'the account menu',
    size: desk,
    open: (page: Page) => page.getByRole('button', { name: 'Account: ' }).click(),
    find: (page: Page) => page.getByRole('menu'),
  },
  {
    name: 'the language menu',
    size: desk,
    open: (page: Page) => page.getByRole('button', { name: 'Language' }).click(),
    find: (page: Page) => page.getByRole('menu'),
  },
  {
    name: 'the explanation of live updates',
    size: desk,
    open: (page: Page) => page.getByRole('button', { name: 'Live: what this means' }).click(),
    find: (page: Page) => page.getByText('This page is live'),
  },
  {
    name: 'the dialog for a new task',
    size: desk,
    open: async (page: Page) => {
      await page.getByRole('row').nth(1).waitFor();
      await page.getByRole('button', { name: 'New task' }).click();
    },
    find: (page: Page) => page.getByRole('dialog', { name: 'New task' }),
  },
  {
    name: 'the navigation on a phone',
    size: phone,
    open: (page: Page) => page.getByRole('button', { name: 'Open navigation' }).click(),
    find: (page: Page) => page.locator('nav[data-open]'),
  },
];

describe('Page layout and accessibility', () => {
  let web: WebSystem;
  let day: SimulatedDay;
  let administrator: Visitor;

  beforeAll(async () => {
    ({ web, day } = await WebSystem.sharedDay());
    administrator = await web.signedInVisitor(roles.administrator);
  });

  beforeEach(() => administrator.page.setViewportSize(desk));

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.closeBrowsers());

  describe.each(pages)('$name', ({ name, path }) => {
    it('has no serious accessibility violations in the light and dark themes', async () => {
      await administrator.open(path(day));
      await administrator.waitUntilLoaded();
      for (const colorScheme of ['light', 'dark'] as const) {
        await administrator.page.emulateMedia({ colorScheme });
        await administrator.saveScreenshot(`${name}-${colorScheme}`);
        expect(await administrator.accessibilityViolations()).toEqual([]);
      }
      await administrator.page.emulateMedia({ colorScheme: 'light' });
    });

    it('can be shown in Russian and Popug', async () => {
      for (const [language, code] of [
        ['Русский', 'ru'],
        ['Popug', 'popug'],
        ['English', 'en'],
      ] as const) {
        await administrator.chooseLanguage(language);
        await administrator.saveScreenshot(`${name}-${code}`);
        expect(await administrator.page.locator('html').getAttribute('lang')).toBe(
          code === 'ru' ? 'ru' : 'en',
        );
      }
    });

    it('fits the width of a phone and of a tablet', async () => {
      for (const size of [tablet, phone]) {
        await administrator.page.setViewportSize(size);
        // Charts measure their place after each change.
        await until(`the page fits ${size.width} pixels`, async () => {
          const width = await administrator.page.evaluate<number>('document.documentElement.scrollWidth');
          return width <= size.width;
        });
      }
      await administrator.saveScreenshot(`${name}-phone`);
    });
  });

  describe('any page', () => {
    it('closes the navigation menu on a phone after following a link', async () => {
      const { page } = administrator;
      await page.setViewportSize(phone);
      await administrator.open('/tasks');
      await administrator.waitUntilLoaded();
      const link = page.getByRole('link', { name: 'My money' });
      const isOffScreen = async () => ((await link.boundingBox())?.x ?? -1) < 0;
      expect(await isOffScreen()).toBe(true);
      await page.getByRole('button', { name: 'Open navigation' }).click();
      await link.click();
      await page.getByRole('heading', { level: 1, name: 'My money' }).waitFor();
      await until('the menu is closed', isOffScreen);
    });

    it('marks the current page in the navigation, in the light and dark themes', async () => {
      const { page } = administrator;
      await administrator.open('/tasks');
      const current = page.getByRole('link', { name: 'Tasks', exact: true });
      await current.waitFor();
      const backgrounds = new Set<string>();
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
        const script = `getComputedStyle(document.querySelector('nav a[data-current]')).backgroundColor`;
        backgrounds.add(await page.evaluate<string>(script));
      }
      await page.emulateMedia({ colorScheme: 'light' });
      // The build once lost the colours of both themes: the background was transparent.
      expect([...backgrounds].filter((color) => color !== 'rgba(0, 0, 0, 0)')).toHaveLength(2);
    });

    it.each(openElements)(
      'has no accessibility findings with $name open, in the light and dark themes',
      async ({ name, size, open, find }) => {
        const { page } = administrator;
        await page.setViewportSize(size);
        await administrator.open('/tasks');
        await administrator.waitUntilLoaded();
        await open(page);
        await find(page).waitFor();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await administrator.saveScreenshot(`open-${name.replaceAll(' ', '-')}-${colorScheme}`);
          expect(await administrator.accessibilityFindings()).toEqual([]);
        }
        await page.emulateMedia({ colorScheme: 'light' });
        await page.keyboard.press('Escape');
        await find(page).waitFor({ state: 'hidden' });
      },
    );

    it('shows an unknown address as not found, with a link back to the tasks', async () => {
      const { page } = administrator;
      await administrator.open('/nowhere');
      await page.getByText('Page not found').waitFor();
      await administrator.saveScreenshot('not-found');
      expect(await administrator.accessibilityViolations()).toEqual([]);
      await page.getByRole('link', { name: 'Go to tasks' }).click();
      await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
    });

    it('keeps the chosen language and theme after a reload', async () => {
      const { page } = administrator;
      await administrator.chooseLanguage('Русский');
      await administrator.accountMenu().click();
      await page.getByRole('menuitem', { name: 'Тёмная' }).click();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Задачи' }).waitFor();
      expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    });
  });
});
