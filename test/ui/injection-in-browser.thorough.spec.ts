import path from 'node:path';
import type { Page } from 'playwright-core';
import { v7 as uuidv7 } from 'uuid';
import type { UserView } from '@ates/contracts';
import type { Api } from '../support/api.js';
import { linkIn, mailsIn } from '../support/mail-folder.js';
import { demoPassword, type ServiceName } from '../support/system.js';
import { until } from '../support/until.js';
import { pages, roles } from './support/pages.js';
import { endableDay, simulateDay, type SimulatedDay } from './support/simulated-day.js';
import type { Visitor } from './support/visitor.js';
import { WebSystem } from './support/web-system.js';

/** Each calls `injected`, if a browser takes it for anything but text. */
const payloads = [
  `<img src=x onerror="injected(1)">`,
  `"><svg onload=injected(2)>`,
  `<script>injected(3)</script>`,
  `</title></textarea></script><script>injected(4)</script>`,
  `<iframe srcdoc="<script>parent.injected(5)</script>">`,
  `javascript:injected(6)`,
  `' autofocus onfocus='injected(7)`,
  `{{constructor.constructor("injected(8)")()}}`,
];

const [image = '', svg = '', script = '', breakout = ''] = payloads;

/** Addresses that are valid, because their first parts are quoted. */
const invitedEmail = `"javascript:injected(6)"@example.org`;
const registeredEmail = `"' autofocus onfocus='injected(7)"@example.org`;

/** Without the policy, which would stop a script that the page let through. */
const withoutPolicy = { bypassCSP: true };

/** Elements that only an injected text could have made. */
const injectedElements =
  `Array.from(document.querySelectorAll('[onerror], [onload], [onfocus], iframe[srcdoc], img[src="x"], ` +
  `[href^="javascript:"], [src^="javascript:"]')).map((element) => element.outerHTML)`;

describe('HTML in text that people write, in Chromium without the policy that forbids scripts', () => {
  let web: WebSystem;
  let day: SimulatedDay;
  let administrator: Visitor;
  /** The arguments of scripts that ran. */
  const ran: unknown[] = [];

  const watch = async (visitor: Visitor): Promise<Visitor> => {
    await visitor.context.exposeFunction('injected', (which: unknown) => ran.push(which));
    return visitor;
  };

  const as = (service: ServiceName): Promise<Api> => web.system.as(roles.administrator, service);

  beforeAll(async () => {
    web = await WebSystem.start({ ...endableDay, auth: { REGISTRATION: 'by-approval' } });
    await renamePeople();
    day = await simulateDay(
      web.system,
      payloads.map((payload, index) => `[POPUG-${index + 1}] - ${payload}`),
    );
    await Promise.all([reverseFee(), createClient(), invite(), register(), forgeEvent()]);
    administrator = await watch(await web.newVisitor({ ...withoutPolicy, userAgent: image }));
    await administrator.open('/');
    await administrator.signIn(roles.administrator);
  });

  afterAll(() => web.stop());

  afterEach(() => {
    expect(ran).toEqual([]);
    expect(web.browserErrors()).toEqual([]);
  });

  /** Gives each person a payload as the name, and details with another. */
  const renamePeople = async (): Promise<void> => {
    const auth = await as('auth');
    const { body } = await auth.get<{ items: UserView[] }>('/users?limit=100');
    for (const [index, { uuid }] of body.items.entries()) {
      const name = `${payloads[index % payloads.length]} ${index}`;
      const changed = await auth.send('PATCH', `/users/${uuid}`, { name, details: { [image]: svg } });
      expect(changed.status).toBe(200);
    }
    for (const service of ['tasks', 'finance'] as const) {
      await until(`${service} knows the new names`, async () => {
        const [row] = await web.system.databases[service].query<{ count: number }>(
          `select count(*)::int as count from cached_user where name like '%injected(%' and not is_stale`,
        );
        return row?.count === body.items.length;
      });
    }
  };

  const reverseFee = async (): Promise<void> => {
    const [fee] = await web.system.databases.finance.query<{ id: string }>(
      `select posting.id from posting join account on account.id = person_account
       where posting.kind = 'fee' and user_id = $1 order by posting.id desc limit 1`,
      [day.person],
    );
    const reversed = await (
      await as('finance')
    ).post(`/accounting/postings/${fee?.id}/reversal`, {
      reason: script,
    });
    expect(reversed.status).toBe(201);
  };

  const createClient = async (): Promise<void> => {
    const scopes = [`<script>injected(3)</script>`, `<svg/onload=injected(2)>`];
    const created = await (
      await as('auth')
    ).post('/clients', {
      id: 'billing',
      audience: `"><svg/onload=injected(2)>`,
      scopes,
    });
    expect(created.status).toBe(201);
  };

  const invite = async (): Promise<void> => {
    const invited = await (await as('auth')).post('/invitations', { email: invitedEmail, name: image });
    expect(invited.status).toBe(201);
  };

  /** Registers someone who confirms the address and then awaits approval. */
  const register = async (): Promise<void> => {
    const auth = web.system.anonymous('auth');
    const email = registeredEmail;
    expect((await auth.post('/register', { name: svg, email, password: demoPassword })).status).toBe(202);
    const mail = await mailTo(email);
    const token = linkIn(mail).split('/').at(-1);
    expect((await auth.post('/register/confirm', { token })).body).toMatchObject({ outcome: 'waiting' });
  };

  /** An event that Finance parks, and shows to operators. */
  const forgeEvent = async (): Promise<void> => {
    await web.system.databases.tasks.query(
      `insert into outbox_new (id, type, version, body) values ($1, $2, 1, $3)`,
      [uuidv7(), `tasks.task.${image}`, JSON.stringify({ task_uuid: script })],
    );
    await until('the event is parked', async () => {
      const rows = await web.system.databases.finance.query(`select from parked_message`);
      return rows.length > 0;
    });
  };

  const mailTo = (email: string) =>
    until(`a mail to ${email} has arrived`, async () => {
      const mails = await mailsIn(path.join(web.system.mailFolder, 'auth'));
      return mails.find(({ to }) => to?.[0]?.address === email);
    });

  const expectNoInjection = async (page: Page): Promise<void> => {
    expect(await page.evaluate<string[]>(injectedElements)).toEqual([]);
  };

  /** The texts that a page has to show as they were written. */
  const shownTexts: Partial<Record<string, readonly string[]>> = {
    // Those of the open tasks.
    tasks: [script, breakout],
    task: [image],
    account: [script],
    person: ['injected('],
    people: [...payloads, image, svg],
    'service-clients': ['<svg/onload=injected(2)>', '<script>injected(3)</script>'],
    operations: [`tasks.task.${image}`],
    'security-log': [svg],
    accounts: ['injected('],
    payouts: ['injected('],
    analytics: ['injected('],
    reassignment: ['injected('],
  };

  it.each(pages)('shows it as text on the page $name', async ({ name, path: pathOf }) => {
    await administrator.open(pathOf(day));
    await administrator.waitUntilLoaded();
    for (const text of shownTexts[name] ?? []) {
      await administrator.page.getByText(text).first().waitFor();
    }
    await expectNoInjection(administrator.page);
  });

  it('shows it as text in the details of security log entries', async () => {
    const { page } = administrator;
    await administrator.open('/security-log?action=sign-in.succeeded');
    await administrator.waitUntilLoaded();
    await page.getByRole('button', { name: 'Details' }).first().click();
    await page.getByRole('dialog').getByText(image).first().waitFor();
    await expectNoInjection(page);
  });

  it('shows it as text in the body of a parked message', async () => {
    const { page } = administrator;
    await administrator.open('/operations');
    await administrator.waitUntilLoaded();
    await page.getByRole('row').filter({ hasText: image }).getByRole('button').first().click();
    await expectNoInjection(page);
  });

  it('keeps it out of addresses that the web UI opens', async () => {
    for (const payload of [svg, breakout]) {
      for (const address of [
        '/tasks?text=',
        '/people?text=',
        '/security-log?actor=',
        '/tasks/',
        '/nowhere/',
      ]) {
        await administrator.open(address + encodeURIComponent(payload));
        await administrator.waitUntilLoaded();
        await expectNoInjection(administrator.page);
      }
    }
    // What the services refuse of these addresses, the browser logs.
    web.browserErrors();
  });

  it("shows it as text on Auth's pages", async () => {
    const visitor = await watch(await web.newVisitor(withoutPolicy));
    const { page } = visitor;
    await visitor.open('/');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    for (const payload of payloads) {
      await page.locator('#email').fill(payload);
      await page.locator('#password').fill('wrong password');
      await page.locator('#password').press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await page.locator('#email').inputValue()).toBe(payload);
      await expectNoInjection(page);
    }
    await page.getByRole('link', { name: 'Register' }).click();
    for (const payload of payloads) {
      await page.locator('#name').fill(payload);
      await page.locator('#email').fill(payload);
      await page.locator('#password').fill(demoPassword);
      await page.locator('#password').press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await page.locator('#name').inputValue()).toBe(payload);
      await expectNoInjection(page);
    }
    await page.goto(linkIn(await mailTo(invitedEmail)));
    expect(await page.locator('#name').inputValue()).toBe(image);
    await expectNoInjection(page);
    // Refused forms have a status of their own, which the browser logs.
    web.browserErrors();
  });

  it('shows it as text in mails', async () => {
    const folder = web.system.mailFolder;
    const statements = await until('the statements have been written', async () => {
      const mails = await mailsIn(folder);
      return mails.length > 0 ? mails : undefined;
    });
    const page = await administrator.newTab();
    const mails = [...statements, ...(await mailsIn(path.join(folder, 'auth')))];
    for (const { html } of mails) {
      await page.setContent(html ?? '');
      await expectNoInjection(page);
      expect(await page.locator('script').count()).toBe(0);
    }
    expect(mails.some(({ html }) => html?.includes('injected'))).toBe(true);
  });
});
