import { WebSystem } from './support/web-system.js';

describe('A session in the browser (A2)', () => {
  let web: WebSystem;

  beforeAll(async () => {
    web = await WebSystem.start();
  });

  afterEach(async () => expect(await web.everybodyLeaves()).toEqual([]));

  afterAll(() => web.stop());

  it('begins on the sign-in page and comes back to where it was wanted', async () => {
    const polly = await web.anybody();
    await polly.open('/money?date=2026-03-02');
    await polly.signIn('polly@ates.local');
    expect(polly.where()).toBe('/money?date=2026-03-02');
    await polly.page.getByRole('heading', { level: 1, name: 'My money' }).waitFor();
  });

  it('is there after a reload, and keeps no token where a script could find it', async () => {
    const polly = await web.visitor('polly@ates.local');
    await polly.page.reload();
    await polly.isIn();
    const kept = await polly.page.evaluate<string>('JSON.stringify({ ...localStorage, ...sessionStorage })');
    expect(kept).not.toMatch(/eyJ|access_token|id_token|refresh_token/);
    expect(await polly.page.evaluate<string>('document.cookie')).toBe('');
  });

  it('ends in every tab when it is ended in one', async () => {
    const kesha = await web.visitor('kesha@ates.local');
    // The other tab asks whether its refresh token is still good.
    web.expect(/400.*oidc\/token/);
    const other = await kesha.tab();
    await kesha.open('/money', other);
    await kesha.isIn(other);
    await kesha.accountMenu(other).click();
    await other.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.getByText('Sign in to see tasks and money.').waitFor();
    await kesha.page.getByText('Your session has ended.').waitFor();
    await kesha.page.reload();
    await kesha.page.getByText('Sign in to see tasks and money.').waitFor();
  });

  it('shows in one tab what is done in another, and goes back as browsers do', async () => {
    const manager = await web.visitor('manager@ates.local');
    const other = await manager.tab();
    await manager.open('/tasks', other);
    await manager.isIn(other);
    await other.getByRole('button', { name: 'New task' }).first().click();
    const dialog = other.getByRole('dialog', { name: 'New task' });
    await dialog.getByRole('textbox').fill('Ring the bell');
    await dialog.getByRole('button', { name: 'Create' }).click();
    const link = manager.page.getByRole('link', { name: 'Ring the bell' });
    await link.click();
    await manager.page.getByRole('heading', { level: 1, name: 'Ring the bell' }).waitFor();
    expect(manager.where()).toMatch(/^\/tasks\/[0-9a-f-]{36}$/);
    await manager.page.goBack();
    await link.waitFor();
    expect(manager.where()).toBe('/tasks');
  });

  it('is under a policy that runs nothing inline and loads nothing from elsewhere', async () => {
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
