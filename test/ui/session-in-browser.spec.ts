import { statSync } from 'node:fs';
import path from 'node:path';
import { webFolder } from '../../tools/origin/web-ui.mjs';
import { WebSystem } from './support/web-system.js';

const folder = path.resolve(import.meta.dirname, '../..', webFolder);

describe('A session in the browser (A2)', () => {
  let web: WebSystem;

  beforeAll(async () => {
    web = await WebSystem.start();
  });

  afterEach(async () => expect(await web.closeBrowsers()).toEqual([]));

  afterAll(() => web.stop());

  it('returns to the requested page after signing in', async () => {
    const polly = await web.newVisitor();
    await polly.open('/money?date=2026-03-02');
    await polly.signIn('polly@ates.local');
    expect(polly.location()).toBe('/money?date=2026-03-02');
    await polly.page.getByRole('heading', { level: 1, name: 'My money' }).waitFor();
  });

  it('survives a reload and keeps no token in web storage or cookies that scripts can read', async () => {
    const polly = await web.signedInVisitor('polly@ates.local');
    await polly.page.reload();
    await polly.waitUntilSignedIn();
    const kept = await polly.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(kept).not.toMatch(/eyJ|access_token|id_token|refresh_token/);
    expect(await polly.page.evaluate<string>('document.cookie')).toBe('');
  });

  it('loads only the OpenID client in the hidden frame that signs in silently', async () => {
    const polly = await web.signedInVisitor('polly@ates.local');
    const { page } = polly;
    const scripts = { page: new Set<string>(), frame: new Set<string>() };
    page.on('request', (request) => {
      if (request.resourceType() === 'script') {
        const isInFrame = request.frame() !== page.mainFrame();
        scripts[isInFrame ? 'frame' : 'page'].add(new URL(request.url()).pathname);
      }
    });
    await page.reload();
    await polly.waitUntilLoaded();
    const bytesOf = (files: Set<string>) =>
      [...files].reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0);
    expect(bytesOf(scripts.frame)).toBeGreaterThan(0);
    expect(bytesOf(scripts.frame)).toBeLessThan(bytesOf(scripts.page) / 5);
  });

  it('ends in every tab after signing out in one', async () => {
    const kesha = await web.signedInVisitor('kesha@ates.local');
    // The other tab tries its refresh token, which Auth has revoked.
    web.expectBrowserErrors(/400.*oidc\/token/);
    const other = await kesha.newTab();
    await kesha.open('/money', other);
    await kesha.waitUntilSignedIn(other);
    await kesha.accountMenu(other).click();
    await other.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('Sign in to see your tasks and money.').waitFor();
    await kesha.page.getByText('Your session has ended.').waitFor();
    await kesha.page.reload();
    await kesha.page.getByText('Sign in to see your tasks and money.').waitFor();
  });

  it("shows changes from another tab, and supports the browser's back button", async () => {
    const manager = await web.signedInVisitor('manager@ates.local');
    await manager.open('/tasks');
    const other = await manager.newTab();
    await manager.open('/tasks', other);
    await manager.waitUntilSignedIn(other);
    await other.getByRole('button', { name: 'New task' }).first().click();
    const dialog = other.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('Ring the bell');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const link = manager.page.getByRole('link', { name: 'Ring the bell' });
    await link.click();
    const panel = manager.page.getByRole('dialog', { name: 'Task' });
    await panel.getByRole('link', { name: 'Open full page' }).click();
    await manager.page.getByRole('heading', { level: 1, name: 'Ring the bell' }).waitFor();
    expect(manager.location()).toMatch(/^\/tasks\/[0-9a-f-]{36}$/);
    await manager.page.goBack();
    await panel.waitFor();
    await manager.page.goBack();
    await panel.waitFor({ state: 'hidden' });
    await link.waitFor();
    expect(manager.location()).toBe('/tasks');
  });

  it('is protected by a Content-Security-Policy without inline scripts and foreign origins', async () => {
    const response = await fetch(`${web.origin}/tasks`, { headers: { accept: 'text/html' } });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'`);
    expect(policy).toContain(`script-src 'self';`);
    expect(policy).not.toMatch(/unsafe-|\*|data:/);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await response.text()).not.toMatch(/<script(?![^>]* src=)/);
  });
});
