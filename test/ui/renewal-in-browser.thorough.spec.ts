import type { Page, Request } from 'playwright-core';
import { until } from '../support/until.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

/** Console errors from refused tokens and from Auth while it restarts. */
const authErrors = /(40[01]|429|503|ERR_).*\/api\//;
/** Long enough that no token is renewed again during a test. */
const longTokens = { ACCESS_TOKEN_SECONDS: '300' };
const pauseAheadMilliseconds = 20_000;
const hourMilliseconds = 60 * 60 * 1000;

/** A person with several tabs, and the requests of their browser to Auth. */
interface Person {
  visitor: Visitor;
  tabs: Page[];
  /** Refresh-token requests since the browser woke up. */
  renewals: Request[];
  /** Silent sign-ins (`prompt=none`) in a hidden frame since then. */
  silentSignIns: string[];
}

/** The status of each response, 0 for a lost one. */
const statusesOf = (requests: readonly Request[]): Promise<number[]> =>
  Promise.all(requests.map(async (request) => (await request.response())?.status() ?? 0));

const isRenewal = (request: Request): boolean =>
  request.url().endsWith('/oidc/token') && (request.postData() ?? '').includes('grant_type=refresh_token');

describe('Session renewal in the browser (A2)', () => {
  let web: WebSystem;

  beforeAll(async () => {
    web = await WebSystem.start();
  });

  afterEach(async () => expect(await web.closeBrowsers()).toEqual([]));

  afterAll(() => web.stop());

  const restartAuth = async (changes: Record<string, string>): Promise<void> => {
    await web.system.services.auth.stop();
    await web.system.services.auth.start(changes);
  };

  const signedIn = async (email: string, tabCount: number): Promise<Person> => {
    const visitor = await web.newVisitor();
    await visitor.context.clock.install();
    await visitor.open('/tasks');
    await visitor.signIn(email);
    const tabs = [visitor.page];
    while (tabs.length < tabCount) {
      const tab = await visitor.newTab();
      await visitor.open('/tasks', tab);
      await visitor.waitUntilSignedIn(tab);
      tabs.push(tab);
    }
    const person: Person = { visitor, tabs, renewals: [], silentSignIns: [] };
    visitor.context.on('request', (request) => {
      if (isRenewal(request)) {
        person.renewals.push(request);
      }
      if (request.url().includes('prompt=none')) {
        person.silentSignIns.push(request.url());
      }
    });
    return person;
  };

  /** Puts the browsers to sleep: their clocks stop and no timer fires. */
  const sleep = async (people: readonly Person[]): Promise<void> => {
    for (const { visitor } of people) {
      // In the future, because the page's clock runs on until the call arrives; on a busy machine that takes a while.
      await visitor.context.clock.pauseAt(Date.now() + pauseAheadMilliseconds);
    }
  };

  /** Wakes the browsers an hour later: due timers fire once in every tab while the people already click on. */
  const wake = async (people: readonly Person[]): Promise<void> => {
    await Promise.all(
      people.map(async ({ visitor, tabs, renewals, silentSignIns }) => {
        renewals.splice(0);
        silentSignIns.splice(0);
        const clicks = tabs.map((tab) => tab.getByRole('link', { name: 'My money' }).click());
        await visitor.context.clock.fastForward(hourMilliseconds);
        await Promise.all(clicks);
        await visitor.context.clock.resume();
      }),
    );
  };

  const expectSignedIn = async ({ visitor, tabs }: Person): Promise<void> => {
    for (const tab of tabs) {
      await tab.getByRole('heading', { level: 1, name: 'My money' }).waitFor();
      await visitor.waitUntilLoaded(tab);
      expect(await tab.getByText('Your session has ended.').count()).toBe(0);
    }
  };

  /** Waits until the services reject all access tokens issued so far as expired. */
  const waitUntilTokensExpired = async (): Promise<void> => {
    web.expectBrowserErrors(authErrors);
    const api = await web.system.as('admin@ates.local', 'tasks');
    await restartAuth(longTokens);
    await until('the token has expired', async () => (await api.get('/tasks')).status === 401);
  };

  it('refreshes once for all tabs after sleep, with 1, 2 and 5 tabs, and signs no one out', async () => {
    await restartAuth({ ACCESS_TOKEN_SECONDS: '10' });
    const people = [
      await signedIn('polly@ates.local', 1),
      await signedIn('kesha@ates.local', 2),
      await signedIn('coco@ates.local', 5),
    ];
    await sleep(people);
    await waitUntilTokensExpired();
    await wake(people);
    for (const person of people) {
      await expectSignedIn(person);
      expect(await statusesOf(person.renewals)).toEqual([200]);
      expect(person.silentSignIns).toEqual([]);
    }
  });

  it('retries immediately when the response is lost, and every tab stays signed in', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expectBrowserErrors(authErrors);
    let lost = 0;
    await person.visitor.context.route('**/oidc/token', async (route) => {
      if (lost > 0) {
        return route.continue();
      }
      lost += 1;
      // Auth has already processed the request when the response is dropped.
      expect((await route.fetch()).status()).toBe(200);
      return route.abort('connectionreset');
    });
    await sleep([person]);
    await wake([person]);
    await expectSignedIn(person);
    expect(await statusesOf(person.renewals)).toEqual([0, 200]);
    expect(person.silentSignIns).toEqual([]);
  });

  it('signs every tab in silently by the session cookie when the refresh tokens are no longer valid', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expectBrowserErrors(authErrors);
    await sleep([person]);
    await web.system.databases.auth.query(`delete from oidc_payload where kind in ('RefreshToken', 'Grant')`);
    await wake([person]);
    await expectSignedIn(person);
    expect(await statusesOf(person.renewals)).toEqual([400]);
    expect(person.silentSignIns).toHaveLength(1);
  });

  it('tells every tab that the session has ended once the provider has ended it', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expectBrowserErrors(authErrors);
    await sleep([person]);
    await web.system.databases.auth.query(`delete from oidc_payload`);
    await wake([person]);
    for (const tab of person.tabs) {
      await tab.getByText('Your session has ended.').waitFor();
    }
  });

  it('retries later when Auth answers 429, without signing anyone out', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expectBrowserErrors(authErrors);
    await sleep([person]);
    await restartAuth({ ...longTokens, TOKEN_REQUESTS_PER_ADDRESS: '1' });
    const { port } = new URL(web.origin);
    // The browser may come from either address.
    for (const host of ['127.0.0.1', '[::1]']) {
      await until(`${host} is rate-limited`, async () => {
        const response = await fetch(`http://${host}:${port}/api/auth/oidc/token`, { method: 'POST' });
        return response.status === 429;
      });
    }
    await wake([person]);
    await person.tabs[0]?.getByText('Sign-in is unavailable.').waitFor();
    expect(await statusesOf(person.renewals)).toContain(429);
    await web.system.databases.auth.query(`delete from attempt_count`);
    await restartAuth(longTokens);
    await expectSignedIn(person);
  });

  it('stays signed in in a tab whose refresh token is valid while another tab finds no session', async () => {
    const person = await signedIn('kesha@ates.local', 1);
    web.expectBrowserErrors(authErrors);
    const renewal = person.visitor.page.waitForResponse((response) => isRenewal(response.request()));
    await person.visitor.context.clearCookies();
    const stranger = await person.visitor.newTab();
    await person.visitor.open('/tasks', stranger);
    await stranger.getByText('Sign in to see your tasks and money.').waitFor();
    expect((await renewal).status()).toBe(200);
    await person.visitor.page.getByRole('link', { name: 'My money' }).click();
    await expectSignedIn(person);
  });
});
