import { allRoles, pages, navigationPages, roles } from './support/pages.js';
import type { SimulatedDay } from './support/simulated-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

describe('Page access by role', () => {
  let web: WebSystem;
  let day: SimulatedDay;

  beforeAll(async () => {
    ({ web, day } = await WebSystem.sharedDay());
  });

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.closeBrowsers());

  describe.each(allRoles)('for the role %s', (role) => {
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await web.signedInVisitor(roles[role]);
    });

    afterAll(() => visitor.context.close());

    it('lists exactly the allowed pages in the navigation', async () => {
      const links = visitor.page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link');
      const titles = navigationPages.filter((page) => page.roles.includes(role)).map(({ title }) => title);
      // The number of unread notifications stands behind the tasks of performers.
      const shown = (await links.allTextContents()).map((text) => text.replace(/\d+$/, ''));
      expect(shown).toEqual(titles);
    });

    const allowed = pages.filter((page) => page.roles.includes(role));
    const refused = pages.filter((page) => !page.roles.includes(role));

    it.each(allowed)('shows $name', async ({ path, title }) => {
      await visitor.open(path(day));
      const heading = visitor.page.getByRole('heading', { level: 1 });
      await heading.waitFor();
      await visitor.waitUntilLoaded();
      expect(await visitor.page.getByRole('alert').allTextContents()).toEqual([]);
      if (title !== undefined) {
        expect(await heading.textContent()).toBe(title);
        // Performers may have unread notifications, which are counted in front.
        expect((await visitor.page.title()).replace(/^\(\d+\) /, '')).toBe(`${title} · aTES`);
      }
    });

    if (refused.length > 0) {
      it.each(refused)('denies access to $name and names the roles that have it', async ({ path }) => {
        await visitor.open(path(day));
        await visitor.page.getByText('You don’t have access').waitFor();
        const required = visitor.page.getByText('This page requires one of these roles');
        expect(await required.textContent()).toContain('Administrator');
      });
    }
  });
});
