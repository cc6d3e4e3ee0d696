import { until } from '../support/until.js';
import { pages, roles } from './support/pages.js';
import type { SimulatedDay } from './support/simulated-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const desk = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

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

    it('fits the width of a phone', async () => {
      await administrator.page.setViewportSize(phone);
      await administrator.saveScreenshot(`${name}-phone`);
      const width = await administrator.page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(phone.width);
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
