import type { UserView } from '@ates/contracts';
import type { Page } from 'playwright-core';
import { until } from '../support/until.js';
import { reportMeasurement } from './support/measurements.js';
import { roles, type Role } from './support/pages.js';
import {
  differenceFromReference,
  makeComparable,
  replaceReferenceIfAsked,
} from './support/reference-picture.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

/**
 * No more of a picture may differ: other versions of Chromium smooth letters in other ways. Rows six pixels higher differ by
 * 0.0045.
 */
const tolerance = 0.002;
const desk = { width: 1100, height: 700 };
const phone = { width: 390, height: 780 };

/** What a committed picture shows. */
interface KeyPage {
  name: string;
  role: Role;
  path: string;
  size?: typeof desk;
  colorScheme?: 'light' | 'dark';
  /** What must be there before the picture is taken. */
  find: (page: Page) => ReturnType<Page['locator']>;
  open?: (page: Page) => Promise<unknown>;
}

const firstTask = (page: Page) => page.getByText('Fix the perch').first();
const heading = (name: string) => (page: Page) => page.getByRole('heading', { level: 1, name });

const tasksPage: KeyPage = { name: 'tasks', role: 'manager', path: '/tasks', find: firstTask };

const keyPages: readonly KeyPage[] = [
  { name: 'today-of-a-performer', role: 'employee', path: '/today', find: firstTask },
  { name: 'today-dark', role: 'employee', path: '/today', colorScheme: 'dark', find: firstTask },
  { name: 'today-on-a-phone', role: 'employee', path: '/today', size: phone, find: firstTask },
  { name: 'today-of-an-administrator', role: 'administrator', path: '/today', find: firstTask },
  tasksPage,
  { name: 'tasks-on-a-phone', role: 'manager', path: '/tasks', size: phone, find: firstTask },
  {
    name: 'new-task',
    role: 'manager',
    path: '/tasks',
    find: (page) => page.getByRole('dialog', { name: 'New task' }),
    open: (page) => page.getByRole('button', { name: 'New task' }).first().click(),
  },
  {
    name: 'palette',
    role: 'administrator',
    path: '/tasks',
    find: (page) => page.getByRole('dialog', { name: 'Search and commands' }),
    open: (page) => page.getByRole('button', { name: 'Search or jump to' }).click(),
  },
  { name: 'money', role: 'employee', path: '/money', find: heading('My money') },
  { name: 'people', role: 'administrator', path: '/people', find: heading('People') },
];

describe('Key pages look as in their committed pictures', () => {
  let web: WebSystem;
  const visitors = new Map<Role, Visitor>();

  /** Deletes all performers but Polly, so that each task is assigned to her. */
  const deleteOtherPerformers = async (): Promise<void> => {
    const auth = await web.system.as(roles.administrator, 'auth');
    const { body } = await auth.get<{ items: UserView[] }>('/users');
    const kept = [roles.employee, roles.manager, roles.administrator];
    for (const { uuid, email } of body.items) {
      if (!kept.includes(email)) {
        await auth.send('DELETE', `/users/${uuid}`);
      }
    }
    await until('only Polly performs', async () => {
      const rows = await web.system.databases.tasks.query(
        `select from cached_user where is_known and not is_deleted`,
      );
      return rows.length === kept.length;
    });
  };

  beforeAll(async () => {
    web = await WebSystem.start();
    await deleteOtherPerformers();
    const manager = await web.system.as(roles.manager, 'tasks');
    for (const description of [
      '[POPUG-3] - Ring the bell at noon',
      'Fill the millet bowl',
      'Fix the perch',
    ]) {
      await manager.post('/tasks', { description });
    }
  });

  afterEach(() => expect(web.browserErrors()).toEqual([]));

  afterAll(() => web.stop());

  const visitorWith = async (role: Role): Promise<Visitor> => {
    const known = visitors.get(role);
    if (known) {
      return known;
    }
    // The font that makes pictures comparable is none of the page's own.
    const visitor = await web.signedInVisitor(roles[role], { bypassCSP: true });
    visitors.set(role, visitor);
    return visitor;
  };

  const show = async ({
    role,
    path,
    size = desk,
    colorScheme = 'light',
    find,
    open,
  }: KeyPage): Promise<Page> => {
    const visitor = await visitorWith(role);
    const { page } = visitor;
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await visitor.open(path);
    await visitor.waitUntilLoaded();
    await open?.(page);
    await find(page).waitFor();
    await makeComparable(page);
    return page;
  };

  it.each(keyPages)('$name', async (keyPage) => {
    const page = await show(keyPage);
    await replaceReferenceIfAsked(page, keyPage.name);
    const share = await differenceFromReference(page, keyPage.name);
    reportMeasurement(keyPage.name, `${(share * 100).toFixed(3)}% of the picture differs`);
    expect(share).toBeLessThanOrEqual(tolerance);
  });

  it('notices rows that are six pixels higher', async () => {
    const page = await show(tasksPage);
    await page.addStyleTag({ content: '[role=row] { margin-bottom: 6px }' });
    expect(await differenceFromReference(page, 'tasks')).toBeGreaterThan(tolerance);
  });
});
