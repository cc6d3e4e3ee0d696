import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { AuthService, claimsOf, demoPassword } from './support/auth-service.js';
import { Chromium, type WatchedPage } from './support/chromium.js';
import { WebUi } from './support/web-ui.js';

const email = 'polly@ates.local';
const photo = Buffer.from('a photo of the beak of Polly, as far as a hash can tell');
const beak = createHash('sha256').update(photo).digest('hex');

describe('The sign-in page in Chromium (A4)', () => {
  let web: WebUi;
  let auth: AuthService;
  let chromium: Chromium;
  let file: string;

  beforeAll(async () => {
    [web, chromium] = await Promise.all([WebUi.start(), Chromium.start()]);
    auth = await AuthService.start({ environment: { WEB_ORIGIN: web.origin } });
    file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'ates-beak-')), 'polly.jpg');
    fs.writeFileSync(file, photo);
    const polly = await auth.idOf(email);
    const setter = await setBeak(polly);
    expect(setter).toBe(204);
  });

  afterAll(async () => {
    await chromium.stop();
    await auth.stop();
    web.stop();
    fs.rmSync(path.dirname(file), { recursive: true });
  });

  /** Polly sets her own beak, with a token that she got by password. */
  const setBeak = async (id: string): Promise<number> => {
    const started = await auth.startSignIn(undefined, { redirect_uri: `${web.origin}/callback` });
    const shown = await started.browser.submit(started.page, { email, password: demoPassword }, web.origin);
    const tokens = await auth.exchange(started, shown);
    const api = auth.withToken(tokens.access_token);
    const body = { beak, current_password: demoPassword };
    return (await api.put(`/users/${id}/credentials/beak`, body)).status;
  };

  /** Opens the page; returns the token's claims once `act` has led to the application. */
  const signIn = async (
    act: (page: Page) => Promise<void>,
    options: BrowserContextOptions = {},
  ): Promise<WatchedPage & { claims: Record<string, unknown> }> => {
    const watched = await chromium.newPage(options);
    const { address, verifier } = await web.signInAddress(auth);
    await watched.page.goto(address);
    await act(watched.page);
    await watched.page.waitForURL(`${web.origin}/callback?**`);
    const tokens = await web.exchange(auth, watched.page.url(), verifier);
    return { ...watched, claims: claimsOf(tokens.access_token) };
  };

  const postedForms = ({ requests }: WatchedPage): (string | null)[] =>
    requests.filter(({ method }) => method === 'POST').map(({ postData }) => postData);

  /** Drops the photo on the page, or pastes it. */
  const attach = (page: Page, how: 'drop' | 'paste'): Promise<void> =>
    page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([${JSON.stringify(photo.toString())}], 'polly.jpg', { type: 'image/jpeg' }));
      const options = { dataTransfer: transfer, clipboardData: transfer, bubbles: true, cancelable: true };
      const Kind = ${how === 'drop' ? 'DragEvent' : 'ClipboardEvent'};
      document.body.dispatchEvent(new Kind('${how}', options));
    }`);

  it('hashes the photo and sends only the hash, without violating its content security policy', async () => {
    const done = await signIn(async (page) => {
      expect(await page.locator('#by-photo').isVisible()).toBe(true);
      await page.setInputFiles('#photo', file);
      await page.fill('#email', email);
      await page.press('#email', 'Enter');
    });
    expect(done.claims).toMatchObject({ sub: await auth.idOf(email), amr: ['face'] });
    expect(postedForms(done)).toEqual([new URLSearchParams({ email, password: '', beak }).toString()]);
    expect(done.errors.filter((text) => !text.includes('favicon'))).toEqual([]);
  });

  it.each(['drop', 'paste'] as const)('accepts a photo by %s and shows its name', async (how) => {
    const done = await signIn(async (page) => {
      await page.fill('#email', email);
      await page.fill('#password', 'something typed before');
      await attach(page, how);
      await page.getByText('polly.jpg').waitFor();
      await page.getByRole('button', { name: 'Sign in' }).click();
    });
    expect(done.claims).toMatchObject({ sub: await auth.idOf(email), amr: ['face'] });
    expect(postedForms(done)).toEqual([new URLSearchParams({ email, password: '', beak }).toString()]);
  });

  it('forgets a photo that is removed', async () => {
    const done = await signIn(async (page) => {
      await page.setInputFiles('#photo', file);
      await page.getByRole('button', { name: 'Remove' }).click();
      expect(await page.getByText('polly.jpg').isVisible()).toBe(false);
      await page.fill('#email', email);
      await page.press('#email', 'Enter');
      // The browser asks for a password before it sends anything.
      expect(await page.locator('#password:invalid').count()).toBe(1);
      await page.fill('#password', demoPassword);
      await page.press('#password', 'Enter');
    });
    expect(done.claims).toMatchObject({ amr: ['pwd'] });
    expect(postedForms(done)).toHaveLength(1);
  });

  it('uses the password if it is typed after a photo was chosen', async () => {
    const { claims } = await signIn(async (page) => {
      await page.setInputFiles('#photo', file);
      await page.fill('#email', email);
      await page.fill('#password', demoPassword);
      await page.press('#password', 'Enter');
    });
    expect(claims).toMatchObject({ amr: ['pwd'] });
  });

  it('registers a person with a photo and a password, and sends only the hash of the photo', async () => {
    const own = 'the photo of somebody new';
    const hash = createHash('sha256').update(own).digest('hex');
    const fields = { name: 'Rio', email: 'rio@example.org', password: demoPassword };
    const done = await chromium.newPage();
    const { page } = done;
    await page.goto((await web.signInAddress(auth)).address);
    await page.getByRole('link', { name: 'Register' }).click();
    await page.fill('#name', fields.name);
    await page.fill('#email', fields.email);
    await page.setInputFiles('#photo', {
      name: 'rio.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from(own),
    });
    await page.fill('#password', fields.password);
    await page.getByText('rio.jpg').waitFor();
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor();
    expect(postedForms(done)).toEqual([new URLSearchParams({ ...fields, beak: hash }).toString()]);
    expect(done.errors.filter((text) => !text.includes('favicon'))).toEqual([]);
    const token = await auth.tokenTo(fields.email, 'confirm-address');
    expect((await auth.anonymous().post('/register/confirm', { token })).status).toBe(200);
    const again = await signIn(async (page) => {
      await page.setInputFiles('#photo', {
        name: 'rio.jpg',
        mimeType: 'image/jpeg',
        buffer: Buffer.from(own),
      });
      await page.fill('#email', fields.email);
      await page.press('#email', 'Enter');
    });
    expect(again.claims).toMatchObject({ sub: await auth.idOf(fields.email), amr: ['face'] });
  });

  it('shows no photo field where scripts do not run, and accepts the password', async () => {
    const act = async (page: Page) => {
      expect(await page.locator('#by-photo').isVisible()).toBe(false);
      expect(await page.locator('#show-password').isVisible()).toBe(false);
      await page.fill('#email', email);
      await page.fill('#password', demoPassword);
      await page.press('#password', 'Enter');
    };
    const { claims } = await signIn(act, { javaScriptEnabled: false });
    expect(claims).toMatchObject({ amr: ['pwd'] });
  });
});
