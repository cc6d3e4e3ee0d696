import type { Page, Request } from 'playwright-core';
import { until } from '../support/until.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

/** What refused tokens, and an Auth that is away for a moment, leave on consoles. */
const refused = /(40[01]|429|503|ERR_).*\/api\//;
/** So long that nobody renews a token again while a test looks. */
const longLived = { ACCESS_TOKEN_SECONDS: '300' };
const aWhile = 20_000;
const hour = 60 * 60 * 1000;

/** Somebody with several tabs, and what their browser asked Auth for. */
interface Person {
  visitor: Visitor;
  tabs: Page[];
  /** Renewals by refresh token that were asked for since they woke up. */
  renewals: Request[];
  /** Sign-ins without questions since then, in a hidden frame. */
  silentSignIns: string[];
}

/** The status of each answer, 0 for one that was lost. */
const statusesOf = (requests: readonly Request[]): Promise<number[]> =>
  Promise.all(requests.map(async (request) => (await request.response())?.status() ?? 0));

const isRenewal = (request: Request): boolean =>
  request.url().endsWith('/oidc/token') && (request.postData() ?? '').includes('grant_type=refresh_token');

describe('A session in the browser is renewed (A2)', () => {
  let web: WebSystem;

  beforeAll(async () => {
    web = await WebSystem.start();
  });

  afterEach(async () => expect(await web.everybodyLeaves()).toEqual([]));

  afterAll(() => web.stop());

  const restartAuth = async (changes: Record<string, string>): Promise<void> => {
    await web.system.services.auth.stop();
    await web.system.services.auth.start(changes);
  };

  const signedIn = async (email: string, tabCount: number): Promise<Person> => {
    const visitor = await web.anybody();
    await visitor.context.clock.install();
    await visitor.open('/tasks');
    await visitor.signIn(email);
    const tabs = [visitor.page];
    while (tabs.length < tabCount) {
      const tab = await visitor.tab();
      await visitor.open('/tasks', tab);
      await visitor.isIn(tab);
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

  /** The machines sleep: no timer of theirs fires, and no time passes for them. */
  const sleep = async (people: readonly Person[]): Promise<void> => {
    for (const { visitor } of people) {
      // In a while: the page's clock goes on until it hears of it, which takes longest on a busy machine.
      await visitor.context.clock.pauseAt(Date.now() + aWhile);
    }
  };

  /** An hour later: timers that were due fire once, in every tab, and people go on at once. */
  const wake = async (people: readonly Person[]): Promise<void> => {
    await Promise.all(
      people.map(async ({ visitor, tabs, renewals, silentSignIns }) => {
        renewals.splice(0);
        silentSignIns.splice(0);
        const going = tabs.map((tab) => tab.getByRole('link', { name: 'My money' }).click());
        await visitor.context.clock.fastForward(hour);
        await Promise.all(going);
        await visitor.context.clock.resume();
      }),
    );
  };

  const goesOn = async ({ visitor, tabs }: Person): Promise<void> => {
    for (const tab of tabs) {
      await tab.getByRole('heading', { level: 1, name: 'My money' }).waitFor();
      await visitor.isLoaded(tab);
      expect(await tab.getByText('Your session has ended.').count()).toBe(0);
    }
  };

  /** Waits until tokens that were given out before now have expired at the services. */
  const tokensExpire = async (): Promise<void> => {
    web.expect(refused);
    const api = await web.system.as('admin@ates.local', 'tasks');
    await restartAuth(longLived);
    await until('the token has expired', async () => (await api.get('/tasks')).status === 401);
  };

  it('after sleep with 1, 2 and 5 tabs: once for all tabs, whatever they ask at the same time; nobody is signed out', async () => {
    await restartAuth({ ACCESS_TOKEN_SECONDS: '10' });
    const people = [
      await signedIn('polly@ates.local', 1),
      await signedIn('kesha@ates.local', 2),
      await signedIn('coco@ates.local', 5),
    ];
    await sleep(people);
    await tokensExpire();
    await wake(people);
    for (const person of people) {
      await goesOn(person);
      expect(await statusesOf(person.renewals)).toEqual([200]);
      expect(person.silentSignIns).toEqual([]);
    }
  });

  it('when the answer was lost: asked again at once, it comes, and every tab goes on', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expect(refused);
    let lost = 0;
    await person.visitor.context.route('**/oidc/token', async (route) => {
      if (lost > 0) {
        return route.continue();
      }
      lost += 1;
      // Auth has handled it by then.
      expect((await route.fetch()).status()).toBe(200);
      return route.abort('connectionreset');
    });
    await sleep([person]);
    await wake([person]);
    await goesOn(person);
    expect(await statusesOf(person.renewals)).toEqual([0, 200]);
    expect(person.silentSignIns).toEqual([]);
  });

  it('when its refresh tokens are good no more: by the cookie, without questions, in every tab', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expect(refused);
    await sleep([person]);
    await web.system.databases.auth.query(`delete from oidc_payload where kind in ('RefreshToken', 'Grant')`);
    await wake([person]);
    await goesOn(person);
    expect(await statusesOf(person.renewals)).toEqual([400]);
    expect(person.silentSignIns).toHaveLength(1);
  });

  it('not any more once the provider has ended it: every tab says so', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expect(refused);
    await sleep([person]);
    await web.system.databases.auth.query(`delete from oidc_payload`);
    await wake([person]);
    for (const tab of person.tabs) {
      await tab.getByText('Your session has ended.').waitFor();
    }
  });

  it('later when Auth answers that it has too much to do: nobody is signed out by that', async () => {
    const person = await signedIn('kesha@ates.local', 2);
    web.expect(refused);
    await sleep([person]);
    await restartAuth({ ...longLived, TOKEN_REQUESTS_PER_ADDRESS: '1' });
    const { port } = new URL(web.origin);
    // Whichever of them the browser comes from.
    for (const host of ['127.0.0.1', '[::1]']) {
      await until(`${host} may ask no more`, async () => {
        const response = await fetch(`http://${host}:${port}/api/auth/oidc/token`, { method: 'POST' });
        return response.status === 429;
      });
    }
    await wake([person]);
    await person.tabs[0]?.getByText('Sign-in does not answer.').waitFor();
    expect(await statusesOf(person.renewals)).toContain(429);
    await web.system.databases.auth.query(`delete from attempt_count`);
    await restartAuth(longLived);
    await goesOn(person);
  });

  it('in a tab whose neighbour finds nobody signed in, while the provider says otherwise to it', async () => {
    const person = await signedIn('kesha@ates.local', 1);
    web.expect(refused);
    const renewal = person.visitor.page.waitForResponse((response) => isRenewal(response.request()));
    await person.visitor.context.clearCookies();
    const stranger = await person.visitor.tab();
    await person.visitor.open('/tasks', stranger);
    await stranger.getByText('Sign in to see tasks and money.').waitFor();
    expect((await renewal).status()).toBe(200);
    await person.visitor.page.getByRole('link', { name: 'My money' }).click();
    await goesOn(person);
  });
});
