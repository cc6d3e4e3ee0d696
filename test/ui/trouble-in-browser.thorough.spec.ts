import { silenceMilliseconds } from '../../apps/web/src/api/event-stream.js';
import type { ServiceName } from '../support/system.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

/** Console errors while a service, or the network, is down. */
const down = (service: ServiceName) => new RegExp(`(503|ERR_).*/api/${service}/`);
const offline = /ERR_INTERNET_DISCONNECTED/;

/**
 * A network that loses the first change stream of Tasks without closing it, once its first event has arrived. A frozen
 * service would not do: the origin closes its connections.
 */
const loseFirstStream = `
  const realFetch = fetch;
  let isFirst = true;
  window.fetch = async (...request) => {
    const response = await realFetch(...request);
    if (!isFirst || !response.url.endsWith('/api/tasks/changes')) {
      return response;
    }
    isFirst = false;
    const { value } = await response.body.getReader().read();
    return new Response(new ReadableStream({ start: (body) => body.enqueue(value) }), response);
  };
`;

describe('Outages in the browser', () => {
  let web: WebSystem;

  beforeAll(async () => {
    web = await WebSystem.start({ auth: { ACCESS_TOKEN_SECONDS: '70' } }, { hasReads: true });
    const manager = await web.system.as('manager@ates.local', 'tasks');
    await manager.post('/tasks', { description: 'Fix the perch' });
  });

  afterEach(async () => expect(await web.closeBrowsers()).toEqual([]));

  afterAll(() => web.stop());

  const managerAtTasks = async (): Promise<Visitor> => {
    const manager = await web.signedInVisitor('manager@ates.local');
    await manager.open('/tasks');
    await manager.page.getByRole('row').filter({ hasText: 'Fix the perch' }).waitFor();
    return manager;
  };

  it('keeps working while Auth is down, with a notice until Auth is back', async () => {
    const manager = await managerAtTasks();
    const { page } = manager;
    web.expectBrowserErrors(down('auth'));
    const notice = page.getByText('Sign-in is unavailable.');
    await web.system.services.auth.kill();
    await notice.waitFor();
    await page.getByRole('button', { name: 'New task' }).click();
    const dialog = page.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('Keep going without Auth');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('row').filter({ hasText: 'Keep going without Auth' }).waitFor();
    await web.system.services.auth.start();
    await notice.waitFor({ state: 'hidden' });
  });

  it('says that Auth is down when the page opens, and signs in automatically once Auth is back', async () => {
    const manager = await web.signedInVisitor('manager@ates.local');
    web.expectBrowserErrors(down('auth'));
    await web.system.services.auth.kill();
    await manager.page.reload();
    await manager.page.getByText('Sign-in is unavailable right now.').waitFor();
    await web.system.services.auth.start();
    await manager.waitUntilSignedIn();
  });

  it('notices that its change stream has gone silent, and shows what it missed', async () => {
    const manager = await web.signedInVisitor('manager@ates.local');
    const { page } = manager;
    await page.clock.install();
    await page.addInitScript(loseFirstStream);
    await manager.open('/tasks');
    await page.getByRole('row').filter({ hasText: 'Fix the perch' }).waitFor();
    await page.getByRole('button', { name: 'Live: what this means' }).waitFor();
    const author = await web.system.as('manager@ates.local', 'tasks');
    await author.post('/tasks', { description: 'Feed the sleeping cat' });
    const second = page.waitForRequest('**/api/tasks/changes');
    await page.clock.fastForward(silenceMilliseconds);
    expect((await (await second).response())?.status()).toBe(200);
    await page.getByRole('row').filter({ hasText: 'Feed the sleeping cat' }).waitFor();
  });

  it('opens its change stream again if the network has swallowed the request for it', async () => {
    const manager = await web.signedInVisitor('manager@ates.local');
    const { page } = manager;
    await page.clock.install();
    const swallowed = new Promise<void>((resolve) => {
      void page.route('**/api/tasks/changes', () => resolve(), { times: 1 });
    });
    await manager.open('/tasks');
    await swallowed;
    const second = page.waitForRequest('**/api/tasks/changes');
    await page.clock.fastForward(silenceMilliseconds);
    expect((await (await second).response())?.status()).toBe(200);
  });

  it('shows a loading indicator while a service is slow, then the tasks', async () => {
    const manager = await web.signedInVisitor('manager@ates.local');
    const { page } = manager;
    const loading = page.getByRole('status').filter({ hasText: 'Loading' }).first();
    // The origin gives up after three seconds; a busy machine may need them to load the page.
    web.expectBrowserErrors(down('tasks'));
    web.system.services.tasks.freeze();
    try {
      await manager.open('/tasks');
      await loading.waitFor();
      await manager.saveScreenshot('tasks-loading');
    } finally {
      web.system.services.tasks.thaw();
    }
    await page.getByRole('row').filter({ hasText: 'Fix the perch' }).waitFor();
    await loading.waitFor({ state: 'hidden' });
  });

  it('shows an error while a service is down, keeps other pages working, and recovers automatically', async () => {
    const manager = await web.signedInVisitor('manager@ates.local');
    const { page } = manager;
    web.expectBrowserErrors(down('tasks'));
    await web.system.services.tasks.kill();
    await manager.open('/tasks');
    await page.getByRole('alert').first().waitFor();
    await manager.saveScreenshot('tasks-failing');
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
      texts: { newTask: 'New task', create: 'Create' },
    },
    {
      language: 'Русский',
      banner: 'Временно только чтение',
      texts: { newTask: 'Новая задача', create: 'Создать' },
    },
  ] as const)(
    'says that Tasks is read-only, keeps what the user typed, and recovers without a reload ($language)',
    async ({ language, banner, texts }) => {
      const { tasks } = web.system.services;
      await web.readsOfTasks.start({ SERVICE_PART: 'reads' });
      const manager = await managerAtTasks();
      const { page } = manager;
      await manager.chooseLanguage(language);
      web.expectBrowserErrors(down('tasks'));
      const perch = page.getByRole('row').filter({ hasText: 'Fix the perch' });
      await perch.waitFor();
      const notice = page.getByRole('status').filter({ hasText: banner });
      const dialog = page.getByRole('dialog', { name: texts.newTask });
      await tasks.kill();
      try {
        // An idle page shows the notice too.
        await notice.waitFor();
        await manager.saveScreenshot(`tasks-read-only-${language}`);
        await page.reload();
        await perch.waitFor();
        await notice.waitFor();
        await page.getByRole('button', { name: texts.newTask }).click();
        await dialog.getByRole('textbox').fill(`Typed while read-only (${language})`);
        await dialog.getByRole('button', { name: texts.create }).click();
        await dialog.getByRole('alert').filter({ hasText: banner }).waitFor();
      } finally {
        await tasks.start();
      }
      await notice.waitFor({ state: 'hidden' });
      await dialog.getByRole('button', { name: texts.create }).click();
      await page
        .getByRole('row')
        .filter({ hasText: `Typed while read-only (${language})` })
        .waitFor();
      await web.readsOfTasks.stop();
    },
  );

  it('keeps the tasks on screen with a notice while offline, and updates when back online', async () => {
    const manager = await managerAtTasks();
    const { page, context } = manager;
    web.expectBrowserErrors(offline);
    const perch = page.getByRole('row').filter({ hasText: 'Fix the perch' });
    await perch.waitFor();
    await context.setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await manager.saveScreenshot('tasks-offline');
    expect(await perch.isVisible()).toBe(true);
    await context.setOffline(false);
    await page.getByText('You are offline.').waitFor({ state: 'hidden' });
    const api = await web.system.as('manager@ates.local', 'tasks');
    await api.post('/tasks', { description: 'Back online' });
    await page.getByRole('row').filter({ hasText: 'Back online' }).waitFor();
  });
});
