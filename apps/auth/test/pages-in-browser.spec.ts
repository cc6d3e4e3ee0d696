import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import { linkIn, mailsIn } from '../../../test/support/mail-folder.js';
import { until } from '../../../test/support/until.js';
import { freePort } from '../../../tools/processes/ports.mjs';
import { CreateUser } from '../src/users/create-user.js';
import { AuthService, claimsOf, demoPassword } from './support/auth-service.js';
import { Chromium, type WatchedPage } from './support/chromium.js';
import { WebUi } from './support/web-ui.js';

const email = 'kesha@ates.local';

/** Different ways of viewing the pages. */
const views: [string, BrowserContextOptions][] = [
  ['a wide window, in English', { locale: 'en-GB' }],
  ['a phone, in Russian', { locale: 'ru-RU', viewport: { width: 360, height: 640 }, isMobile: true }],
  ['dark mode', { locale: 'en-GB', colorScheme: 'dark' }],
  [
    'dark mode on a phone, in Russian',
    { locale: 'ru-RU', colorScheme: 'dark', viewport: { width: 360, height: 640 } },
  ],
];

describe("Auth's pages in Chromium", () => {
  let web: WebUi;
  let auth: AuthService;
  let chromium: Chromium;

  beforeAll(async () => {
    [web, chromium] = await Promise.all([WebUi.start(), Chromium.start()]);
    // Frames only get cookies of their own site, so both use the same host name.
    const port = await freePort();
    const environment = { WEB_ORIGIN: web.origin, OIDC_ISSUER: `http://localhost:${port}/oidc` };
    auth = await AuthService.start({ port, environment });
  });

  afterAll(async () => {
    await chromium.stop();
    await auth.stop();
    web.stop();
  });

  const openSignIn = async (
    options: BrowserContextOptions = {},
    parameters: Record<string, string> = {},
  ): Promise<WatchedPage> => {
    const watched = await chromium.newPage({ locale: 'en-GB', ...options });
    await watched.page.goto((await web.signInAddress(auth, parameters)).address);
    return watched;
  };

  const submitPassword = async (page: Page, password = demoPassword): Promise<void> => {
    await page.fill('#email', email);
    await page.fill('#password', password);
    await page.press('#password', 'Enter');
  };

  const signIn = async (page: Page): Promise<void> => {
    await submitPassword(page);
    await page.waitForURL(`${web.origin}/callback?**`);
  };

  /** Adds a person who has forgotten their password; returns their address. */
  const newPerson = async (): Promise<string> => {
    const address = `rio-${randomUUID()}@example.org`;
    const person = {
      name: 'Rio',
      email: address,
      password: 'a long enough one',
      roles: ['employee' as const],
    };
    await auth.get(CommandBus).execute(new CreateUser(person, undefined));
    return address;
  };

  /** The link in the mail to an address. */
  const linkTo = async (address: string): Promise<string> => {
    const mailTo = async () =>
      (await mailsIn(auth.mailFolder)).find(({ to }) =>
        to?.some((recipient) => recipient.address === address),
      );
    await until('the mail has arrived', async () => (await mailTo()) !== undefined);
    return linkIn((await mailTo()) ?? {});
  };

  const languageOf = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.lang');

  describe.each(views)('are accessible, fit the width and load without errors in %s:', (_, options) => {
    /** The faults of the page: accessibility violations, browser errors, horizontal scrolling. */
    const faultsOf = async ({ page, errors }: WatchedPage): Promise<unknown[]> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const tooWide = await page.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      );
      return [
        ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`),
        ...errors.filter((text) => !text.includes('the server responded with a status of')),
        ...(tooWide ? ['the page scrolls horizontally'] : []),
      ];
    };

    it('sign-in, with a photo chosen, and after a mistake', async () => {
      const watched = await openSignIn(options);
      expect(await faultsOf(watched)).toEqual([]);
      const name = `${'polly-'.repeat(30)}.jpg`;
      await watched.page.setInputFiles('#photo', { name, mimeType: 'image/jpeg', buffer: Buffer.from('x') });
      expect(await watched.page.getByText(name).isVisible()).toBe(true);
      expect(await faultsOf(watched)).toEqual([]);
      await submitPassword(watched.page, 'wrong');
      await watched.page.getByRole('alert').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
    });

    it('registration, with a photo chosen, and after mistakes', async () => {
      const watched = await openSignIn(options);
      const { page } = watched;
      await page.locator('a[href$="/registration"]').click();
      await page.locator('#name').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
      await page.setInputFiles('#photo', { name: 'x.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('x') });
      await page.fill('#name', ' ');
      await page.fill('#email', email);
      await page.fill('#password', 'short');
      await page.locator('button[type=submit]').click();
      await page.getByRole('alert').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
    });

    it('resetting a password with a link in a mail (A9)', async () => {
      const address = await newPerson();
      const watched = await openSignIn(options);
      const { page } = watched;
      await page.locator('a[href$="/forgotten-password"]').click();
      await page.locator('button[type=submit]').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
      await page.fill('#email', 'perch');
      await page.locator('button[type=submit]').click();
      await page.getByRole('alert').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
      await page.fill('#email', address);
      await page.locator('button[type=submit]').click();
      await page.getByRole('status').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
      await page.goto(await linkTo(address));
      expect(await faultsOf(watched)).toEqual([]);
      await page.fill('#password', 'password1234');
      await page.locator('button[type=submit]').click();
      await page.getByRole('alert').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
      await page.fill('#password', 'quite another one');
      await page.locator('button[type=submit]').click();
      await page.getByRole('status').waitFor();
      expect(await faultsOf(watched)).toEqual([]);
      await page.goto((await web.signInAddress(auth)).address);
      await page.fill('#email', address);
      await page.fill('#password', 'quite another one');
      await page.press('#password', 'Enter');
      await page.waitForURL(`${web.origin}/callback?**`);
    });

    it('sign-out', async () => {
      const watched = await openSignIn(options);
      await signIn(watched.page);
      await watched.page.goto(`${auth.issuer}/session/end`);
      expect(await faultsOf(watched)).toEqual([]);
      await watched.page.locator('button[type=submit]').click();
      await watched.page.waitForURL('**/session/end/success');
      expect(await faultsOf(watched)).toEqual([]);
    });

    it.each(['auth?client_id=nobody', 'device'])('%s', async (address) => {
      const watched = await chromium.newPage(options);
      await watched.page.goto(`${auth.issuer}/${address}`);
      expect(await faultsOf(watched)).toEqual([]);
    });
  });

  describe('use the language', () => {
    it('that the application requests, whatever the browser prefers, until the sign-out', async () => {
      const { page } = await openSignIn({ locale: 'en-GB' }, { ui_locales: 'ru' });
      expect(await languageOf(page)).toBe('ru');
      await submitPassword(page, 'wrong');
      await page.getByText('Неверная почта или пароль').waitFor();
      await signIn(page);
      await page.goto(`${auth.issuer}/session/end`);
      await page.getByRole('button', { name: 'Выйти' }).click();
      await page.getByRole('heading', { name: 'Вы вышли' }).waitFor();
    });

    it('that the reader chooses, on the following pages, too', async () => {
      const { page } = await openSignIn({ locale: 'en-GB' }, { ui_locales: 'en' });
      await page.getByRole('link', { name: 'Русский' }).click();
      await page.getByRole('heading', { name: 'Войти' }).waitFor();
      await submitPassword(page, 'wrong');
      await page.getByText('Неверная почта или пароль').waitFor();
      await page.getByRole('link', { name: 'English' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await signIn(page);
    });
  });

  it('accept addresses in any script and with quotes (A1)', async () => {
    for (const typed of ['пример@пример.рф', '"rio rio"@example.org']) {
      const person = { name: 'Rio', email: typed, password: demoPassword };
      expect((await auth.join(person)).status).toBe(200);
      const { page } = await openSignIn();
      await page.fill('#email', typed);
      await page.fill('#password', demoPassword);
      await page.press('#password', 'Enter');
      await page.waitForURL(`${web.origin}/callback?**`);
    }
  });

  it('can be used with only the keyboard', async () => {
    const { page } = await openSignIn();
    const focused = (): Promise<unknown> =>
      page.evaluate(`document.activeElement.textContent.trim() || document.activeElement.id`);
    await page.locator('#email:focus').waitFor();
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(demoPassword);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Show password');
    await page.keyboard.press('Space');
    expect(await page.getAttribute('#password', 'type')).toBe('text');
    expect(await focused()).toBe('Hide password');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('photo');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Sign in');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${web.origin}/callback?**`);
  });

  it('warn that Caps Lock is on while a password is typed', async () => {
    const { page } = await openSignIn();
    const press = (isOn: boolean): Promise<void> =>
      page.dispatchEvent('#password', 'keydown', { key: 'A', modifierCapsLock: isOn });
    await press(true);
    expect(await page.getByText('Caps Lock is on.').isVisible()).toBe(true);
    await press(false);
    expect(await page.getByText('Caps Lock is on.').isVisible()).toBe(false);
  });

  it('lead back to the application when the person chooses to stay signed in', async () => {
    const { page } = await openSignIn();
    await signIn(page);
    await page.goto(`${auth.issuer}/session/end`);
    await page.getByRole('link', { name: 'Stay signed in' }).click();
    await page.waitForURL(`${web.origin}/`);
    await page.goto((await web.signInAddress(auth, { prompt: 'none' })).address);
    expect(new URL(page.url()).searchParams.has('code')).toBe(true);
  });

  it('offer a button where scripts do not run, when another person signs in', async () => {
    const { page } = await openSignIn({ javaScriptEnabled: false });
    await signIn(page);
    await page.goto((await web.signInAddress(auth, { prompt: 'login' })).address);
    await page.fill('#email', 'polly@ates.local');
    await page.fill('#password', demoPassword);
    await page.press('#password', 'Enter');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL(`${web.origin}/callback?**`);
  });

  describe('in a hidden frame of the application', () => {
    const ofSilent = { prompt: 'none', ui_locales: 'ru' };

    /** The address where a frame that starts at `address` ends up. */
    const frame = async (page: Page, address: string): Promise<string> => {
      await page.goto(`${web.origin}/`);
      await page.evaluate(`{
        const frame = document.createElement('iframe');
        frame.hidden = true;
        frame.name = 'silent';
        frame.src = ${JSON.stringify(address)};
        document.body.append(frame);
        new Promise((resolve) => frame.addEventListener('load', resolve));
      }`);
      // The browser's own error pages come from another process, so their address may be known only after loading.
      return until('the frame has an address', () => page.frame('silent')?.url());
    };

    const silently = async () =>
      web.signInAddress(auth, { ...ofSilent, redirect_uri: `${web.origin}/silent` });

    it('give a signed-in person a code without asking', async () => {
      const { page, errors } = await openSignIn();
      await signIn(page);
      const { address, verifier } = await silently();
      const end = await frame(page, address);
      expect(end).toMatch(`${web.origin}/silent?code=`);
      const tokens = await web.exchange(auth, end, verifier);
      expect(claimsOf(tokens.access_token)).toMatchObject({ sub: await auth.idOf(email) });
      expect(errors).toEqual([]);
    });

    it('return login_required if no one is signed in', async () => {
      const { page } = await chromium.newPage();
      const end = await frame(page, (await silently()).address);
      expect(end).toMatch(`${web.origin}/silent?error=login_required`);
    });

    it('allow framing of redirects but never of pages', async () => {
      const { address } = await silently();
      const answer = await fetch(address, { redirect: 'manual' });
      expect(answer.headers.get('x-frame-options')).toBeNull();
      expect(answer.headers.get('content-security-policy')).toBe(
        `default-src 'none'; frame-ancestors ${web.origin}`,
      );
      const { page } = await chromium.newPage();
      const asking = (await web.signInAddress(auth)).address;
      expect(await frame(page, asking)).toMatch(/^chrome-error:/);
    });
  });
});
