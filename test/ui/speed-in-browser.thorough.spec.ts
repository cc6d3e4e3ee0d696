import type { Page } from 'playwright-core';
import { reportMeasurement } from './support/measurements.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

const taskCount = 100_000;
const wheelTurns = 120;
const wheelPixels = 240;
const changeCount = 20;

describe('Web UI performance', () => {
  describe(`with ${taskCount.toLocaleString('en')} tasks`, () => {
    let web: WebSystem;
    let manager: Visitor;

    beforeAll(async () => {
      web = await WebSystem.start();
      await fill();
      manager = await web.signedInVisitor('manager@ates.local');
    });

    afterEach(() => expect(web.browserErrors()).toEqual([]));

    afterAll(() => web.stop());

    /** Inserts tasks directly into the database, without events; the description of each ends with its number. */
    const fill = async () => {
      const { tasks: database } = web.system.databases;
      await database.query(
        `insert into task (id, description, author_id, assigned_to, created_at, changed_at, assigned_at)
         select uuidv7(), '[POPUG-' || number || '] - ' || words[1 + number % 5] || ' ' || number,
                id, id, now(), now(), now()
         from generate_series(1, $1::int) as number,
              (select id from cached_user where roles = '{employee}' limit 1) as performer,
              (select array['Fix the perch', 'Fill the millet bowl', 'Polish the mirror', 'Water the palm',
                            'Answer the cat'] as words) as chores`,
        [taskCount],
      );
      await database.query('vacuum analyze task');
    };

    it('measures first paint, blocking time and JavaScript size of the tasks page', async () => {
      const page = await manager.newTab();
      await manager.open('/tasks', page);
      await page.getByRole('row').nth(5).waitFor();
      const paint = await page.evaluate<number>(
        `performance.getEntriesByName('first-contentful-paint')[0].startTime`,
      );
      const blocked = await page.evaluate<number>(`new Promise((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const { duration } of list.getEntries()) { sum += Math.max(0, duration - 50); }
        }).observe({ type: 'longtask', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
      })`);
      const bytes = await page.evaluate<number>(
        `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
           .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
      );
      reportMeasurement('first contentful paint', `${paint.toFixed(0)} ms`);
      reportMeasurement('total blocking time', `${blocked.toFixed(0)} ms`);
      reportMeasurement('JavaScript loaded by the tasks page', `${bytes.toLocaleString('en')} bytes`);
      expect(paint).toBeGreaterThan(0);
      await page.close();
    });

    it('measures how fast search results follow typing', async () => {
      const { page } = manager;
      await manager.open('/tasks');
      await page.getByRole('row').nth(5).waitFor();
      await page.getByRole('searchbox', { name: 'Search tasks' }).focus();
      const text = 'millet bowl 4711';
      const times: number[] = [];
      for (const letter of text) {
        times.push(await timeOf(page, letter));
      }
      await page.getByRole('row', { name: 'POPUG-4711 Fill the millet bowl 4711' }).waitFor();
      reportMeasurement('from a key press to its results', distributionOf(times));
    });

    it('measures the frames per second while a mouse wheel scrolls through the list', async () => {
      const { page } = manager;
      await manager.open('/tasks');
      await page.getByRole('row').nth(5).hover();
      const firstRow = page.locator('[data-task]').first();
      const before = await firstRow.textContent();
      await page.evaluate(`(() => {
        const frames = (window.frameTimes = []);
        const next = (time) => { frames.push(time); window.nextFrame = requestAnimationFrame(next); };
        window.nextFrame = requestAnimationFrame(next);
      })()`);
      for (let turn = 0; turn < wheelTurns; turn += 1) {
        await page.mouse.wheel(0, wheelPixels);
      }
      const frames = await page.evaluate<number[]>(
        `(() => { cancelAnimationFrame(window.nextFrame); return window.frameTimes; })()`,
      );
      const pauses = frames.slice(1).map((time, index) => time - (frames[index] ?? time));
      const seconds = ((frames.at(-1) ?? 0) - (frames[0] ?? 0)) / 1000;
      reportMeasurement('frames per second while scrolling', (pauses.length / seconds).toFixed(0));
      reportMeasurement('time between two frames', distributionOf(pauses));
      expect(await firstRow.textContent()).not.toBe(before);
    });

    it('measures how fast a new task of one browser is shown in another', async () => {
      const author = manager.page;
      const other = await web.signedInVisitor('admin@ates.local');
      await manager.open('/tasks');
      await other.open('/tasks');
      await other.page.getByRole('button', { name: 'Live: what this means' }).waitFor();
      const times: number[] = [];
      for (let number = 1; number <= changeCount; number += 1) {
        const title = `Ring bell ${number}`;
        await author.keyboard.press('n');
        const dialog = author.getByRole('dialog', { name: 'New task' });
        await dialog.getByRole('textbox').fill(title);
        const shown = instantOf(other.page, title);
        const pressed = await author.evaluate<number>('performance.timeOrigin + performance.now()');
        await author.keyboard.press('Enter');
        times.push((await shown) - pressed);
        await dialog.waitFor({ state: 'hidden' });
      }
      reportMeasurement('from Enter in one browser to the task in another', distributionOf(times));
    });

    it('keeps fewer than 100 rows in the page while scrolling far down the list', async () => {
      const { page } = manager;
      await manager.open('/tasks');
      await page.getByRole('row').nth(5).waitFor();
      for (let turn = 0; turn < 20; turn += 1) {
        await page.keyboard.press('End');
        await page.getByRole('row').nth(5).waitFor();
      }
      expect(await page.getByRole('row').count()).toBeLessThan(100);
    });
  });
});

/** The middle, the 95th percentile and the highest of these milliseconds. */
function distributionOf(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((left, right) => left - right);
  const at = (share: number): string =>
    `${(sorted[Math.ceil(sorted.length * share) - 1] ?? 0).toFixed(0)} ms`;
  return `${at(0.5)} (median), ${at(0.95)} (95th percentile), ${at(1)} (worst)`;
}

/** The instant at which a row with this title is in the page, in milliseconds since 1970 by the browser's clock. */
const instantOf = (page: Page, title: string): Promise<number> =>
  page.evaluate<number>(`new Promise((resolve) => {
    const look = () => {
      const isThere = [...document.querySelectorAll('[data-open-task]')]
        .some((link) => link.textContent === ${JSON.stringify(title)});
      if (isThere) { resolve(performance.timeOrigin + performance.now()); } else { requestAnimationFrame(look); }
    };
    requestAnimationFrame(look);
  })`);

/**
 * Types a letter and returns the milliseconds from the key press until the list shows the results: every row contains
 * the typed text and no request is pending.
 */
async function timeOf(page: Page, letter: string): Promise<number> {
  await page.evaluate(`void (window.timeToResults = new Promise((resolve) => {
    addEventListener('keydown', ({ timeStamp }) => {
      const look = () => {
        const text = document.querySelector('input[type=search]').value.trim().toLowerCase();
        const rows = [...document.querySelectorAll('[role=rowgroup] [role=row]:has([role=cell])')];
        const isWaiting = document.querySelector('main [aria-busy=true]') !== null;
        const isAsked = new URLSearchParams(location.search).get('text')?.trim().toLowerCase() === text;
        const isThere = isAsked && !isWaiting && rows.length > 0 &&
          rows.every((row) => row.textContent.toLowerCase().includes(text));
        if (isThere) { resolve(performance.now() - timeStamp); } else { requestAnimationFrame(look); }
      };
      requestAnimationFrame(look);
    }, { once: true, capture: true });
  }))`);
  await page.keyboard.press(letter === ' ' ? 'Space' : letter);
  return page.evaluate<number>('window.timeToResults');
}
