import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { caption, Film } from './support/film.js';
import { completeAllTasks, endableDay, endDay, firstBookedDay } from './support/simulated-day.js';
import { screenshots, type Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const mostBytes = 2_000_000;
const size = { width: 960, height: 600 };
const title = 'Ring the bell at noon';

/** The committed tour is replaced only on request. */
const folder =
  process.env['ATES_README_PICTURES'] === 'write'
    ? path.resolve(import.meta.dirname, '../../docs/images')
    : screenshots;

describe('The tour in the README', () => {
  const film = new Film();
  let web: WebSystem;
  let performer: Visitor;

  beforeAll(async () => {
    mkdirSync(folder, { recursive: true });
    web = await WebSystem.start(endableDay);
    const manager = await web.system.as('manager@ates.local', 'tasks');
    for (const description of ['[POPUG-7] - Polish the mirror', 'Water the ficus', 'Fill the millet bowl']) {
      await manager.post('/tasks', { description });
    }
    await completeAllTasks(web.system);
  });

  afterAll(() => web.stop());

  const visitor = async (email: string): Promise<Visitor> => {
    const signedIn = await web.signedInVisitor(email, { viewport: size, reducedMotion: 'no-preference' });
    await signedIn.open('/today');
    await signedIn.waitUntilLoaded();
    return signedIn;
  };

  it('shows a draw: a task is created, and names pass by until the person is drawn', async () => {
    const { page } = await visitor('manager@ates.local');
    await caption(page, 'A manager creates a task');
    await film.show(page, 1500);
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.waitFor();
    for (const word of title.split(' ')) {
      await page.keyboard.type(`${word} `);
      await film.show(page, 250);
    }
    await caption(page, 'The draw decides who gets it and pays its fee');
    await dialog.getByRole('button', { name: 'Create' }).click();
    // The names pass by before the card has its link.
    await film.follow(page, page.getByRole('link', { name: 'Open task' }), 130);
    await film.show(page, 2500);
  });

  it('shows a completion, which can be undone, and its reward', async () => {
    const [row] = await web.system.databases.tasks.query<{ email: string }>(
      `select email from task join cached_user on cached_user.id = assigned_to where description = $1`,
      [title],
    );
    performer = await visitor(row?.email ?? '');
    const { page } = performer;
    const complete = page.getByRole('button', { name: `Complete “${title}”` });
    await complete.waitFor();
    await caption(page, 'The person sees how the day stands, and completes the task');
    await film.show(page, 2500);
    await complete.click();
    await page.getByRole('button', { name: /^Undo( Z)?$/ }).waitFor();
    await film.show(page, 1500);
    await page.getByText(`“${title}” is completed.`).waitFor();
    await page.getByRole('group', { name: 'Done today' }).getByText(/\+\$/).waitFor();
    await caption(page, 'The reward is booked at once');
    await film.show(page, 2500);
  });

  it('shows the evening: the day is closed, and everyone above zero is paid and gets a statement', async () => {
    const day = await firstBookedDay(web.system);
    await endDay(web.system);
    const { page } = await visitor('admin@ates.local');
    await page.goto(new URL(`/days?day=${day}`, page.url()).href);
    await page.getByRole('button', { name: 'Preview closing' }).click();
    await page.getByRole('table', { name: 'Expected payouts' }).waitFor();
    await caption(page, 'In the evening, the day is closed');
    await film.show(page, 2000);
    await page.getByRole('button', { name: 'Close day' }).click();
    const question = page.getByRole('dialog', { name: /^Close .*\?$/ });
    await question.getByRole('button', { name: 'Close day' }).click();
    await page.getByText('This is final.').waitFor();
    await film.show(page, 1500);
    await performer.open(`/money?date=${day}`);
    await performer.page.getByText('Payout for the day').scrollIntoViewIfNeeded();
    await caption(performer.page, 'Everyone with a positive balance is paid, and gets a statement by mail');
    await film.show(performer.page, 4000);
  });

  it('is a file of less than 2 MB', async () => {
    expect(await film.write(path.join(folder, 'tour.gif'))).toBeLessThan(mostBytes);
  });
});
