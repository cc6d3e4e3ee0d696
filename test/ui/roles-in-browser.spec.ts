import { everybody, pages, places, roles } from './support/pages.js';
import type { PlayedDay } from './support/played-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

describe('Pages are for roles', () => {
  let web: WebSystem;
  let played: PlayedDay;

  beforeAll(async () => {
    ({ web, played } = await WebSystem.sharedDay());
  });

  afterEach(() => expect(web.complaints()).toEqual([]));

  afterAll(() => web.everybodyLeaves());

  describe.each(everybody)('for somebody with the role %s', (role) => {
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await web.visitor(roles[role]);
    });

    afterAll(() => visitor.context.close());

    it('the navigation names those that are for them, and no other', async () => {
      const links = visitor.page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link');
      const titles = places.filter((place) => place.roles.includes(role)).map(({ title }) => title);
      expect(await links.allTextContents()).toEqual(titles);
    });

    const allowed = pages.filter((page) => page.roles.includes(role));
    const refused = pages.filter((page) => !page.roles.includes(role));

    it.each(allowed)('$name is shown', async ({ path, title }) => {
      await visitor.open(path(played));
      const heading = visitor.page.getByRole('heading', { level: 1 });
      await heading.waitFor();
      await visitor.isLoaded();
      expect(await visitor.page.getByRole('alert').allTextContents()).toEqual([]);
      if (title !== undefined) {
        expect(await heading.textContent()).toBe(title);
        expect(await visitor.page.title()).toBe(`${title} · aTES`);
      }
    });

    if (refused.length > 0) {
      it.each(refused)('$name is not, and says so', async ({ path }) => {
        await visitor.open(path(played));
        await visitor.page.getByText('Not for you').waitFor();
        const whose = visitor.page.getByText('This page is for people with the role');
        expect(await whose.textContent()).toContain('Administrator');
      });
    }
  });
});
