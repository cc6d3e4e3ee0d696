import { roles } from './support/pages.js';
import type { SimulatedDay } from './support/simulated-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

describe('The security log page (A10)', () => {
  let web: WebSystem;
  let day: SimulatedDay;
  let admin: Visitor;

  beforeAll(async () => {
    ({ web, day } = await WebSystem.sharedDay());
    admin = await web.signedInVisitor(roles.administrator);
  });

  afterAll(() => web.closeBrowsers());

  const rows = () => admin.page.getByRole('table').first().getByRole('row');

  const row = (...texts: string[]) =>
    texts.reduce((found, text) => found.filter({ hasText: text }), rows()).first();

  it('merges the logs of all services, newest first, and links to the pages of people', async () => {
    await admin.page.getByRole('link', { name: 'Security log' }).click();
    await admin.page.getByRole('heading', { level: 1, name: 'Security log' }).waitFor();
    await row('Signed in', 'Ara', 'Auth').waitFor();
    await admin.waitUntilLoaded();
    await row('Signed in', 'Ara', 'Auth').getByRole('link', { name: 'Ara' }).first().click();
    await admin.page.getByRole('heading', { level: 1, name: 'Ara' }).waitFor();
  });

  it('keeps filters in the URL and links an entry to the others of the same request', async () => {
    await admin.open('/security-log?action=service.started');
    await row('Service started', 'Tasks').waitFor();
    await row('Service started', 'Finance').waitFor();
    expect(await row('Signed in').count()).toBe(0);
    await admin.page.getByLabel('From').fill('2020-01-01');
    await admin.page.waitForURL('**/security-log?*from=*');
    await admin.open('/security-log?action=sign-in.succeeded');
    await row('Signed in', 'Ara').getByRole('button', { name: 'Details' }).click();
    const drawer = admin.page.getByRole('dialog');
    await drawer.getByText('"amr"').waitFor();
    await drawer.locator('a[href*="request="]').click();
    await admin.page.waitForURL('**/security-log?request=*');
    await row('Signed in', 'Ara').waitFor();
    await admin.page.getByRole('button', { name: /Remove filter Request/ }).click();
    await admin.page.waitForURL('**/security-log');
  });

  it('is linked from a person, filtered to the entries by and about them', async () => {
    await admin.open(`/people/${day.person}`);
    await admin.page.getByRole('main').getByRole('link', { name: 'Security log' }).click();
    await admin.page.waitForURL(`**/security-log?person=${day.person}`);
    await row('Signed in').waitFor();
  });

  it('shows the entries of the other services while one is down, and names it', async () => {
    await admin.page.route('**/api/finance/security-log**', (route) =>
      route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: JSON.stringify({ type: 'urn:ates:problem:internal', status: 500, detail: 'Try again.' }),
      }),
    );
    await admin.open('/security-log');
    const missing = admin.page.getByText('Finance entries are missing from this list.');
    await missing.waitFor();
    await row('Signed in', 'Auth').waitFor();
    await admin.page.unroute('**/api/finance/security-log**');
    // The page also retries automatically and may be faster than the click.
    const recovered = missing.waitFor({ state: 'hidden' });
    await Promise.any([admin.page.getByRole('button', { name: 'Try again' }).click(), recovered]);
    await recovered;
    admin.browserErrors();
  });

  it('can be downloaded, and has no accessibility violations in Russian', async () => {
    await admin.page.getByRole('button', { name: 'Download Auth log' }).click();
    const [download] = await Promise.all([
      admin.page.waitForEvent('download'),
      admin.page.getByRole('menuitem').filter({ hasText: 'CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('auth-security-log.csv');
    await admin.chooseLanguage('Русский');
    await admin.page.getByRole('heading', { level: 1, name: 'Журнал безопасности' }).waitFor();
    await row('Вход', 'Ara').waitFor();
    expect(await admin.accessibilityViolations()).toEqual([]);
    await admin.saveScreenshot('security-log-ru');
    expect(admin.browserErrors()).toEqual([]);
  });
});
