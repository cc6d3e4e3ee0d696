import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { dayThatCanEnd, playDay } from './support/played-day.js';
import { pictures, type Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const mostBytes = 200_000;

/** Where the README's pictures are; they are taken anew only when that is asked for. */
const folder =
  process.env['ATES_README_PICTURES'] === 'write'
    ? path.resolve(import.meta.dirname, '../../docs/images')
    : pictures;

describe('The pictures of the README', () => {
  let web: WebSystem;
  let performer: Visitor;

  beforeAll(async () => {
    web = await WebSystem.start(dayThatCanEnd);
    await playDay(web.system);
    const [wealthiest] = await web.system.databases.finance.query<{ email: string }>(
      `select email from account join cached_user on cached_user.id = user_id order by balance desc limit 1`,
    );
    mkdirSync(folder, { recursive: true });
    performer = await web.visitor(wealthiest?.email ?? '', { viewport: { width: 1200, height: 720 } });
  });

  afterEach(() => expect(web.complaints()).toEqual([]));

  afterAll(() => web.stop());

  it.each([
    { name: 'tasks', address: '/tasks?whose=all&status=all' },
    { name: 'money', address: '/money' },
  ])('$name', async ({ name, address }) => {
    await performer.open(address);
    await performer.isLoaded();
    const file = path.join(folder, `${name}.png`);
    await performer.page.screenshot({ path: file, animations: 'disabled' });
    expect(statSync(file).size).toBeLessThan(mostBytes);
  });
});
