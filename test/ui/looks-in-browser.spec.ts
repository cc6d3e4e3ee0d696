import { until } from '../support/until.js';
import { pages, roles } from './support/pages.js';
import type { PlayedDay } from './support/played-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const desk = { width: 1280, height: 800 };
const phone = { width: 360, height: 740 };

describe('What pages look like', () => {
  let web: WebSystem;
  let played: PlayedDay;
  let administrator: Visitor;

  beforeAll(async () => {
    ({ web, played } = await WebSystem.sharedDay());
    administrator = await web.visitor(roles.administrator);
  });

  beforeEach(() => administrator.page.setViewportSize(desk));

  afterEach(() => expect(web.complaints()).toEqual([]));

  afterAll(() => web.everybodyLeaves());

  describe.each(pages)('$name', ({ name, path }) => {
    it('keeps nobody from using it, in light and in dark', async () => {
      await administrator.open(path(played));
      await administrator.isLoaded();
      for (const colorScheme of ['light', 'dark'] as const) {
        await administrator.page.emulateMedia({ colorScheme });
        await administrator.keepPicture(`${name}-${colorScheme}`);
        expect(await administrator.obstacles()).toEqual([]);
      }
      await administrator.page.emulateMedia({ colorScheme: 'light' });
    });

    it('speaks Russian, and Popug', async () => {
      for (const [language, code] of [
        ['Русский', 'ru'],
        ['Popug', 'popug'],
        ['English', 'en'],
      ] as const) {
        await administrator.speak(language);
        await administrator.keepPicture(`${name}-${code}`);
        expect(await administrator.page.locator('html').getAttribute('lang')).toBe(
          code === 'ru' ? 'ru' : 'en',
        );
      }
    });

    it('fits on a phone', async () => {
      await administrator.page.setViewportSize(phone);
      await administrator.keepPicture(`${name}-phone`);
      const width = await administrator.page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width).toBeLessThanOrEqual(phone.width);
    });
  });

  describe('whatever the page', () => {
    it('leads on from the menu on a phone, which closes behind one', async () => {
      const { page } = administrator;
      await page.setViewportSize(phone);
      await administrator.open('/tasks');
      await administrator.isLoaded();
      const link = page.getByRole('link', { name: 'My money' });
      const isBeside = async () => ((await link.boundingBox())?.x ?? -1) < 0;
      expect(await isBeside()).toBe(true);
      await page.getByRole('button', { name: 'Open navigation' }).click();
      await link.click();
      await page.getByRole('heading', { level: 1, name: 'My money' }).waitFor();
      await until('the menu is closed', isBeside);
    });

    it('says so at an address that leads nowhere, and leads back', async () => {
      const { page } = administrator;
      await administrator.open('/nowhere');
      await page.getByText('Nothing is here').waitFor();
      await administrator.keepPicture('nowhere');
      expect(await administrator.obstacles()).toEqual([]);
      await page.getByRole('link', { name: 'To the start' }).click();
      await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
    });

    it('is remembered: the language and the colours that were chosen', async () => {
      const { page } = administrator;
      await administrator.speak('Русский');
      await administrator.accountMenu().click();
      await page.getByRole('menuitem', { name: 'Тёмные' }).click();
      await page.reload();
      await page.getByRole('heading', { level: 1, name: 'Задачи' }).waitFor();
      expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark');
    });
  });
});
