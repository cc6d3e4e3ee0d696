import type { ServiceName } from '../support/system.js';
import { WebSystem } from './support/web-system.js';

/** What a service that is away, or a network that is, leaves on consoles. */
const away = (service: ServiceName) => new RegExp(`(503|ERR_).*/api/${service}/`);
const offline = /ERR_INTERNET_DISCONNECTED/;

describe('When something is the matter', () => {
  let web: WebSystem;

  beforeAll(async () => {
    web = await WebSystem.start({ auth: { ACCESS_TOKEN_SECONDS: '70' } }, { hasReads: true });
    const manager = await web.system.as('manager@ates.local', 'tasks');
    await manager.post('/tasks', { description: 'Fix the perch' });
  });

  afterEach(async () => expect(await web.everybodyLeaves()).toEqual([]));

  afterAll(() => web.stop());

  it('Auth is killed while somebody works: work goes on, the page says so, and stops saying so', async () => {
    const manager = await web.visitor('manager@ates.local');
    const { page } = manager;
    web.expect(away('auth'));
    const notice = page.getByText('Sign-in does not answer.');
    await web.system.services.auth.kill();
    await notice.waitFor();
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('Go on without Auth');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('row').filter({ hasText: 'Go on without Auth' }).waitFor();
    await web.system.services.auth.start();
    await notice.waitFor({ state: 'hidden' });
  });

  it('Auth is away when somebody comes: the page says so and goes on by itself', async () => {
    const manager = await web.visitor('manager@ates.local');
    web.expect(away('auth'));
    await web.system.services.auth.kill();
    await manager.page.reload();
    await manager.page.getByText('Sign-in does not answer at the moment.').waitFor();
    await web.system.services.auth.start();
    await manager.isIn();
  });

  it('a service takes its time: what is coming is shown as coming, then it is there', async () => {
    const manager = await web.visitor('manager@ates.local');
    const { page } = manager;
    const loading = page.getByRole('status').filter({ hasText: 'Loading' }).first();
    web.system.services.tasks.freeze();
    try {
      await manager.open('/tasks');
      await loading.waitFor();
      await manager.keepPicture('tasks-loading');
    } finally {
      web.system.services.tasks.thaw();
    }
    await page.getByRole('row').filter({ hasText: 'Fix the perch' }).waitFor();
    await loading.waitFor({ state: 'hidden' });
  });

  it('a service fails: the page says so, the others go on, and it recovers by itself', async () => {
    const manager = await web.visitor('manager@ates.local');
    const { page } = manager;
    web.expect(away('tasks'));
    await web.system.services.tasks.kill();
    await manager.open('/tasks');
    await page.getByRole('alert').first().waitFor();
    await manager.keepPicture('tasks-failing');
    await page.getByRole('link', { name: 'Income' }).click();
    await page.getByRole('heading', { level: 1, name: 'Income' }).waitFor();
    await page.goBack();
    await page.getByRole('alert').first().waitFor();
    await web.system.services.tasks.start();
    await page.getByRole('row').filter({ hasText: 'Fix the perch' }).waitFor();
    await page.getByRole('alert').first().waitFor({ state: 'hidden' });
  });

  it.each([
    {
      language: 'English',
      banner: 'Read-only for now',
      words: { newTask: 'New task', create: 'Create' },
    },
    {
      language: 'Русский',
      banner: 'Пока только чтение',
      words: { newTask: 'Новая задача', create: 'Создать' },
    },
  ] as const)(
    'Tasks can only be read: the page says so, keeps what was typed, and recovers without a reload ($language)',
    async ({ language, banner, words }) => {
      const { tasks } = web.system.services;
      await web.readsOfTasks.start({ SERVICE_PART: 'reads' });
      const manager = await web.visitor('manager@ates.local');
      const { page } = manager;
      await manager.speak(language);
      web.expect(away('tasks'));
      const perch = page.getByRole('row').filter({ hasText: 'Fix the perch' });
      await perch.waitFor();
      const notice = page.getByRole('status').filter({ hasText: banner });
      const dialog = page.getByRole('dialog', { name: words.newTask });
      await tasks.kill();
      try {
        // An idle page learns of it too.
        await notice.waitFor();
        await manager.keepPicture(`tasks-read-only-${language}`);
        await page.reload();
        await perch.waitFor();
        await notice.waitFor();
        await page.getByRole('button', { name: words.newTask }).click();
        await dialog.getByRole('textbox').fill(`Typed while read-only (${language})`);
        await dialog.getByRole('button', { name: words.create }).click();
        await dialog.getByRole('alert').filter({ hasText: banner }).waitFor();
      } finally {
        await tasks.start();
      }
      await notice.waitFor({ state: 'hidden' });
      await dialog.getByRole('button', { name: words.create }).click();
      await page
        .getByRole('row')
        .filter({ hasText: `Typed while read-only (${language})` })
        .waitFor();
      await web.readsOfTasks.stop();
    },
  );

  it('the network goes: what was there stays and the page says so, and when it is back all is well', async () => {
    const manager = await web.visitor('manager@ates.local');
    const { page, context } = manager;
    web.expect(offline);
    const perch = page.getByRole('row').filter({ hasText: 'Fix the perch' });
    await perch.waitFor();
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await manager.keepPicture('tasks-offline');
    expect(await perch.isVisible()).toBe(true);
    await context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'hidden' });
    const api = await web.system.as('manager@ates.local', 'tasks');
    await api.post('/tasks', { description: 'Seen again' });
    await page.getByRole('row').filter({ hasText: 'Seen again' }).waitFor();
  });
});
