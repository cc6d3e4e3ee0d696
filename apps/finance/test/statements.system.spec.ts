import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import { v4 as uuidv4 } from 'uuid';
import PostalMime from 'postal-mime';
import type {
  LedgerVerification,
  Statement,
  StatementDelivery,
  StatementDeliveryPage,
} from '@ates/contracts';
import type { ServiceProcess } from '../../../test/support/system.js';
import { until } from '../../../test/support/until.js';
import type { Person } from '../../../test/support/peers.js';
import { SendDueStatement } from '../src/statements/send-due-statement.js';
import { FinanceService } from './support/finance-service.js';
import { MailServer, smtpError } from '../../../test/support/mail-server.js';

const day = '2026-02-01';
const nextDay = '2026-02-02';

/** A person and the amounts of their day. */
interface Earnings {
  person: Person;
  fee: number;
  reward: number;
}

class Statements {
  constructor(readonly finance: FinanceService) {}

  /** A person who got a task and completed another one. */
  async earner(date = day, description = 'Fix the perch'): Promise<Earnings> {
    const { finance } = this;
    const person = await finance.person('employee');
    const own = finance.assign(person, description, `${date}T10:00:00Z`);
    const another = finance.assign(await finance.person('employee'), 'Sing', `${date}T09:00:00Z`);
    finance.complete(person, another, `${date}T11:00:00Z`);
    await finance.untilUpToDate();
    const [{ fee }, { reward }] = [await finance.priceOf(own), await finance.priceOf(another)];
    return { person, fee, reward };
  }

  /** A person who only got a task. */
  async loser(date = day): Promise<Person> {
    const person = await this.finance.person('employee');
    this.finance.assign(person, 'Fly', `${date}T10:00:00Z`);
    await this.finance.untilUpToDate();
    return person;
  }

  async close(date = day): Promise<void> {
    await this.finance.untilDescriptionsFetched();
    const administrator = await this.finance.as(await this.finance.person('administrator'));
    const { status } = await administrator.post(`/accounting/days/${date}/close`);
    expect(status).toBe(200);
  }

  deliveries(): Promise<(StatementDelivery & Record<string, unknown>)[]> {
    return this.finance.database.query(
      `select id, day::text as date, user_id as user, state, attempts, last_error, message_id, sent_at
       from statement order by day, user_id`,
    );
  }

  async deliveryOf(person: Person): Promise<StatementDelivery> {
    const found = (await this.deliveries()).find(({ user }) => user === person.uuid);
    if (!found) {
      throw new Error(`${person.name} has no statement`);
    }
    return found;
  }

  async are(state: StatementDelivery['state']): Promise<void> {
    await until(`all statements are ${state}`, async () =>
      (await this.deliveries()).every((delivery) => delivery.state === state),
    );
  }

  /** Skips the pause before the next attempt, which is seconds here; an attempt in progress hides it for minutes. */
  async skipPause(): Promise<void> {
    await this.finance.database.query(
      `update statement set next_attempt_at = now()
       where state = 'pending' and next_attempt_at < now() + interval '1 minute'`,
    );
  }

  /** Skips the time after which attempts count as lost. Only while none is in progress: its mail would be sent twice. */
  async loseAttempts(): Promise<void> {
    await this.finance.database.query(`update statement set next_attempt_at = now() where state = 'pending'`);
  }

  async expectCorrectBooks(): Promise<void> {
    const accountant = await this.finance.as(await this.finance.person('accountant'));
    const { body } = await accountant.get<LedgerVerification>('/accounting/verification');
    expect(body).toMatchObject({ sum: 0, differences: [] });
  }
}

const inMajor = (minorUnits: number): string => (minorUnits / 100).toFixed(2);

describe('Statements by mail', () => {
  let mailServer: MailServer;
  let finance: FinanceService;
  let statements: Statements;

  beforeEach(async () => {
    mailServer = await MailServer.start();
    finance = await FinanceService.start({
      SMTP_URL: mailServer.url,
      MAIL_FROM: 'books@ates.example',
      BUSINESS_TIME_ZONE: 'Europe/Berlin',
      CURRENCY: 'EUR',
    });
    statements = new Statements(finance);
  });

  afterEach(async () => {
    await finance.stop();
    await mailServer.stop();
  });

  it('show opening balance, entries, payout and carried-over balance in text, HTML and JSON (F7)', async () => {
    const { person, fee, reward } = await statements.earner();
    await statements.close();
    await statements.are('sent');
    const [mail, ...more] = mailServer.receivedBy(person.email);
    expect(more).toEqual([]);
    expect(mail?.email).toMatchObject({
      from: { name: '', address: 'books@ates.example' },
      to: [{ name: '', address: person.email }],
      subject: `Your statement for ${day}`,
      messageId: `<statement.${day}.${person.uuid}@ates.example>`,
    });
    const facts = [
      'Opening balance',
      '2026-02-01 11:00',
      'Fee: Fix the perch',
      `${inMajor(-fee)} EUR`,
      '2026-02-01 12:00',
      'Reward: Sing',
      `${inMajor(reward)} EUR`,
      'Paid out',
      `${inMajor(fee - reward)} EUR`,
      'Carried over',
    ];
    for (const text of [mail?.email.text, mail?.email.html]) {
      const places = facts.map((fact) => text?.indexOf(fact) ?? -1);
      expect(places).not.toContain(-1);
    }
    const own = await finance.as(person);
    expect((await own.get<Statement>(`/accounting/statements/${day}`)).body).toMatchObject({
      user: person.uuid,
      name: person.name,
      date: day,
      currency: 'EUR',
      opening_balance: 0,
      lines: [
        { kind: 'fee', amount: -fee, task: { description: 'Fix the perch' } },
        { kind: 'reward', amount: reward, task: { description: 'Sing' } },
      ],
      left_out: null,
      payout: reward - fee,
      carried_over: 0,
    });
  });

  it('carry over a debt until it is paid off, and are sent only for days with entries (F7)', async () => {
    const loser = await statements.loser();
    await statements.close();
    const { person } = await statements.earner(nextDay);
    await statements.close(nextDay);
    await statements.are('sent');
    expect(mailServer.receivedBy(loser.email).map(({ email }) => email.subject)).toEqual([
      `Your statement for ${day}`,
    ]);
    expect(mailServer.receivedBy(person.email)).toHaveLength(1);
    const api = await finance.as(loser);
    expect(await api.get(`/accounting/statements/${nextDay}`)).toMatchObject({
      status: 404,
      body: { type: 'urn:ates:problem:no-such-statement' },
    });
    const dayAfter = '2026-02-03';
    finance.assign(loser, 'Sing once more', `${dayAfter}T10:00:00Z`);
    await finance.untilUpToDate();
    await statements.close(dayAfter);
    const { body: first } = await api.get<Statement>(`/accounting/statements/${day}`);
    const { body: third } = await api.get<Statement>(`/accounting/statements/${dayAfter}`);
    expect(first.carried_over).toBeLessThan(0);
    expect(third.opening_balance).toBe(first.carried_over);
  });

  it('are resent under the same Message-ID after a temporary refusal (F7)', async () => {
    const { person } = await statements.earner();
    const refused: (string | undefined)[] = [];
    mailServer.onMail = ({ to, email }) => {
      if (to !== person.email || refused.push(email.messageId) > 2) {
        return undefined;
      }
      return smtpError(451, 'try again later');
    };
    await statements.close();
    await statements.are('sent');
    const [mail, ...more] = mailServer.receivedBy(person.email);
    expect(more).toEqual([]);
    expect(refused.slice(0, 2)).toEqual([mail?.email.messageId, mail?.email.messageId]);
    expect(await statements.deliveryOf(person)).toMatchObject({ attempts: 3, last_error: null });
  });

  it('are parked when the recipient is permanently refused, listed, and resent by an administrator (F7)', async () => {
    const { person } = await statements.earner();
    const wrong = person.email;
    mailServer.onRecipient = (address) => (address === wrong ? smtpError(550, 'no such mailbox') : undefined);
    await statements.close();
    await until('one is parked, the others are sent', async () => {
      const states = (await statements.deliveries()).map(({ state }) => state).sort();
      return states.join() === 'parked,sent';
    });
    const administrator = await finance.as(await finance.person('administrator'));
    const { body: page } = await administrator.get<StatementDeliveryPage>('/statements');
    expect(page.items).toMatchObject([{ user: person.uuid, date: day, state: 'parked', attempts: 1 }]);
    expect(page.items[0]?.last_error).toContain('no such mailbox');

    finance.peers.change(person, { email: 'right@example.org', name: 'Righty' });
    await finance.untilCached(person);
    const path = `/statements/${page.items[0]?.id}/resend`;
    const answers = await Promise.all([administrator.post(path), administrator.post(path)]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 409]));
    await statements.are('sent');
    expect(mailServer.receivedBy('right@example.org')).toHaveLength(1);
    expect(await administrator.post(path)).toMatchObject({
      status: 409,
      body: { type: 'urn:ates:problem:statement-not-parked' },
    });
    expect((await administrator.post(`/statements/${uuidv4()}/resend`)).status).toBe(404);
  });

  it('stay pending while the mail server refuses the login (F7)', async () => {
    const { person } = await statements.earner();
    mailServer.rejectsLogin = true;
    await statements.close();
    await until('the refusal is recorded', async () =>
      (await statements.deliveries()).every(({ last_error }) =>
        last_error?.includes('authentication failed'),
      ),
    );
    expect((await statements.deliveries()).map(({ state }) => state)).toEqual(['pending', 'pending']);
    mailServer.rejectsLogin = false;
    await statements.skipPause();
    await statements.are('sent');
    expect(mailServer.receivedBy(person.email)).toHaveLength(1);
  });

  it.each([
    ['is down', (server: MailServer) => server.stop(), (server: MailServer) => server.restart()],
    [
      'does not answer',
      async (server: MailServer) => {
        server.withholdsGreeting = true;
      },
      async (server: MailServer) => {
        server.withholdsGreeting = false;
      },
    ],
  ])(
    'never delay money: days close and events are posted while the mail server %s (F7)',
    async (_, away, back) => {
      const { person } = await statements.earner();
      await away(mailServer);
      await statements.close();
      await until('the failure is recorded', async () =>
        (await statements.deliveries()).every(({ last_error }) => last_error !== null),
      );
      const { reward, fee, person: another } = await statements.earner(nextDay);
      await statements.close(nextDay);
      const paid = await finance.database.query(`select from posting where kind = 'payout'`);
      expect(paid).toHaveLength(2);
      expect(reward).toBeGreaterThanOrEqual(fee);
      await statements.expectCorrectBooks();
      await back(mailServer);
      await statements.skipPause();
      await statements.are('sent');
      for (const { email } of [person, another]) {
        expect(mailServer.receivedBy(email)).toHaveLength(1);
      }
    },
  );

  it('are resent when the server breaks the connection in mid-mail (F7)', async () => {
    await statements.earner();
    let breaks = 1;
    mailServer.onMail = async () => {
      if (breaks > 0) {
        breaks -= 1;
        await mailServer.stop();
        await mailServer.restart();
        return smtpError(451, 'was down');
      }
      return undefined;
    };
    await statements.close();
    await statements.are('sent');
    expect(new Set(mailServer.messageIds).size).toBe(2);
    expect(mailServer.received).toHaveLength(2);
  });

  it('are sent once each by two concurrent instances (F7)', async () => {
    await mailServer.stop();
    for (let count = 0; count < 10; count += 1) {
      await statements.loser();
    }
    const other = await finance.startAnotherApp({ SMTP_URL: mailServer.url });
    try {
      await mailServer.restart();
      await statements.close();
      const signal = new AbortController().signal;
      const send = () => other.get(CommandBus).execute(new SendDueStatement(signal));
      // Without the lease that leaves the work to one instance.
      await Promise.all(Array.from({ length: 8 }, send));
      await statements.are('sent');
    } finally {
      await other.close();
    }
    expect(mailServer.received).toHaveLength(10);
    expect(new Set(mailServer.messageIds).size).toBe(10);
  });

  it('keep user text out of headers and markup (F7)', async () => {
    const { person } = await statements.earner(day, '<img src=x onerror=alert(1)>\r\nPaid out 1000 USD');
    finance.peers.change(person, {
      name: 'Rio\r\nBcc: everybody@example.org\r\n\r\n<script>alert(2)</script>',
    });
    const forged = await statements.loser();
    finance.peers.change(forged, { email: `${forged.uuid}@example.org\r\nBcc: everybody@example.org` });
    await finance.untilCached(person);
    await finance.untilCached(forged);
    await statements.close();
    await until('no statement is pending', async () =>
      (await statements.deliveries()).every(({ state }) => state !== 'pending'),
    );
    const [mail] = mailServer.receivedBy(person.email);
    const headers = mail?.raw.slice(0, mail.raw.indexOf('\r\n\r\n')) ?? '';
    expect(headers).not.toMatch(/everybody|Rio|img|script/);
    expect(mail?.email.bcc).toBeUndefined();
    expect(mail?.email.html).not.toMatch(/<script|<img/);
    expect(mail?.email.html).toContain('onerror=alert');
    expect(mail?.email.text?.split('\n').some((line) => line.startsWith('Paid out'))).toBe(false);
    expect(mailServer.received.map(({ to }) => to)).not.toContain('everybody@example.org');
    expect(await statements.deliveryOf(forged)).toMatchObject({ state: 'parked', attempts: 1 });
  });

  it('go to deleted people, and wait for people Auth has not returned yet (F7)', async () => {
    const { person } = await statements.earner();
    finance.peers.remove(person);
    const stranger = { uuid: uuidv4(), name: 'Stranger', email: '', roles: [] };
    finance.assign(stranger, 'Hide', `${day}T10:00:00Z`);
    await finance.untilUpToDate();
    await until('Finance has consumed the deletion', async () => {
      const rows = await finance.database.query(`select from cached_user where id = $1 and is_deleted`, [
        person.uuid,
      ]);
      return rows.length === 1;
    });
    await statements.close();
    await until(
      'the mail to the deleted person is sent',
      () => mailServer.receivedBy(person.email).length === 1,
    );
    await until('the other statement waits', async () =>
      (await statements.deliveryOf(stranger)).last_error?.includes('Auth has not returned'),
    );
    finance.peers.people.set(stranger.uuid, { ...stranger, email: 'known@example.org' });
    finance.peers.publish('auth', 'auth.user.created', { user_id: stranger.uuid });
    await until('Finance has fetched the person', async () => {
      const rows = await finance.database.query(`select from cached_user where id = $1 and is_known`, [
        stranger.uuid,
      ]);
      return rows.length === 1;
    });
    await statements.skipPause();
    await until('the other mail is sent', () => mailServer.receivedBy('known@example.org').length === 1);
  });

  it('are parked at once for people who left before Finance learned their address (F7)', async () => {
    const stranger = { uuid: uuidv4(), name: 'Stranger', email: '', roles: [] };
    finance.assign(stranger, 'Hide', `${day}T10:00:00Z`);
    finance.peers.publish('auth', 'auth.user.deleted', { user_id: stranger.uuid });
    await finance.untilUpToDate();
    await statements.close();
    await statements.are('parked');
    expect(await statements.deliveryOf(stranger)).toMatchObject({
      attempts: 1,
      last_error: expect.stringContaining('no email address'),
    });
  });

  it('are created by the close only, not by a dry run or a second close (F7)', async () => {
    await statements.earner();
    const administrator = await finance.as(await finance.person('administrator'));
    await administrator.post(`/accounting/days/${day}/close?dry_run=true`);
    expect(await statements.deliveries()).toEqual([]);
    await statements.close();
    await statements.close();
    await statements.are('sent');
    expect(mailServer.received).toHaveLength(2);
  });

  it('are counted in the metrics while unsent (F7)', async () => {
    const { person } = await statements.earner();
    mailServer.onRecipient = (address) =>
      address === person.email ? smtpError(550, 'no such mailbox') : smtpError(450, 'later');
    await statements.close();
    const service = await finance.asService('metrics:read');
    await until('the gauges count both', async () => {
      const { body } = await service.get<string>('/metrics');
      return (
        body.includes('statements_unsent{state="pending"} 1') &&
        body.includes('statements_unsent{state="parked"} 1')
      );
    });
  });
});

describe('Statements by mail, from a separate process', () => {
  let mailServer: MailServer;
  let finance: FinanceService;
  let victim: ServiceProcess;
  let statements: Statements;

  beforeEach(async () => {
    mailServer = await MailServer.start();
    ({ finance, process: victim } = await FinanceService.startProcess({
      SMTP_URL: mailServer.url,
      MAIL_FROM: 'books@ates.example',
    }));
    statements = new Statements(finance);
  });

  afterEach(async () => {
    await finance.stop();
    await mailServer.stop();
  });

  it("killed before it recorded a mail's acceptance, are sent once more with the same Message-ID (F7)", async () => {
    const { person } = await statements.earner();
    const isKilled = new Promise<void>((resolve) => {
      mailServer.onMail = async ({ to }) => {
        if (to === person.email) {
          await victim.kill();
          resolve();
        }
        return undefined;
      };
    });
    await statements.close();
    await isKilled;
    expect(await statements.deliveryOf(person)).toMatchObject({ state: 'pending', attempts: 1 });
    mailServer.onMail = () => undefined;
    await statements.loseAttempts();
    await victim.start();
    await statements.are('sent');
    const mails = mailServer.receivedBy(person.email);
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map(({ email }) => email.messageId)).size).toBe(1);
    expect(await statements.deliveryOf(person)).toMatchObject({ state: 'sent', attempts: 2 });
    await statements.expectCorrectBooks();
  });

  it('stopped with mails in progress, are sent by the next process (F7)', async () => {
    await statements.earner();
    const held: (() => void)[] = [];
    mailServer.onMail = () => new Promise((resolve) => held.push(() => resolve(smtpError(451, 'too late'))));
    await statements.close();
    await until('both mails are in progress', () => held.length === 2);
    await victim.stop();
    held.forEach((release) => release());
    mailServer.onMail = () => undefined;
    expect((await statements.deliveries()).map(({ state }) => state)).toEqual(['pending', 'pending']);
    await statements.loseAttempts();
    await victim.start();
    await statements.are('sent');
    expect(mailServer.received).toHaveLength(2);
  });
});

describe('Statements as files', () => {
  let finance: FinanceService;
  let statements: Statements;

  const files = async (): Promise<string[]> => (await readdir(finance.mailFolder)).sort();

  const expectedFiles = async (): Promise<string[]> =>
    (await statements.deliveries()).map(({ date, user }) => `${date}.${user}.eml`).sort();

  afterEach(() => finance.stop());

  it('are complete mails named by day and person, in the configured language (F7)', async () => {
    finance = await FinanceService.start({ MAIL_LANGUAGE: 'ru' });
    statements = new Statements(finance);
    const { person } = await statements.earner();
    await statements.close();
    await statements.are('sent');
    expect(await files()).toEqual(await expectedFiles());
    const mail = await PostalMime.parse(
      await readFile(path.join(finance.mailFolder, `${day}.${person.uuid}.eml`)),
    );
    expect(mail).toMatchObject({
      subject: `Ваша выписка за ${day}`,
      from: { address: 'statements@ates.local' },
      to: [{ address: person.email }],
    });
    expect(mail.text).toContain('Взнос: Fix the perch');
    expect(mail.html).toContain('lang="ru"');
  });

  it('are one complete file each although the process is killed repeatedly (F7)', async () => {
    let victim: ServiceProcess;
    ({ finance, process: victim } = await FinanceService.startProcess({}));
    statements = new Statements(finance);
    for (let count = 0; count < 40; count += 1) {
      const person = finance.peers.add('employee');
      finance.assign(person, 'Fly', `${day}T10:00:00Z`);
    }
    await finance.untilUpToDate();
    await until('Finance has fetched everyone', async () => {
      const rows = await finance.database.query(`select from cached_user where is_known`);
      return rows.length === 40;
    });
    const isWritten = (count: number) =>
      until(`${count} files are written`, async () => (await files()).length >= count);
    await statements.close();
    for (const count of [5, 15, 30]) {
      await isWritten(count);
      await victim.kill();
      await statements.loseAttempts();
      await victim.start();
    }
    await statements.are('sent');
    expect(await files()).toEqual(await expectedFiles());
    for (const file of await files()) {
      const mail = await PostalMime.parse(await readFile(path.join(finance.mailFolder, file)));
      expect(mail.text).toContain('Fee: Fly');
      expect(mail.html).toContain('</html>');
    }
  });

  it('wait while the folder is not writable (F7)', async () => {
    finance = await FinanceService.start();
    statements = new Statements(finance);
    await rm(finance.mailFolder, { recursive: true });
    await writeFile(finance.mailFolder, 'a file where the folder should be');
    await statements.loser();
    await statements.close();
    await until('the failure is recorded', async () =>
      (await statements.deliveries()).every(({ last_error }) => last_error?.includes('could not be written')),
    );
    await rm(finance.mailFolder);
    await statements.skipPause();
    await statements.are('sent');
    expect(await files()).toEqual(await expectedFiles());
  });
});

describe('Statements over REST', () => {
  let finance: FinanceService;
  let statements: Statements;
  const people = new Map<string, Person>();

  beforeAll(async () => {
    finance = await FinanceService.start();
    statements = new Statements(finance);
    for (const role of ['employee', 'accountant', 'manager', 'administrator']) {
      const person = await finance.person(role);
      finance.assign(person, 'Fly', `${day}T10:00:00Z`);
      people.set(role, person);
    }
    await finance.untilUpToDate();
    await statements.close();
  });

  afterAll(() => finance.stop());

  const as = (role: string) => {
    const person = people.get(role);
    if (!person) {
      throw new Error(`no person has the role ${role}`);
    }
    return finance.as(person);
  };

  it.each(['employee', 'accountant', 'manager', 'administrator'])(
    '%s can read their own statement, and those of others as their role allows (F7)',
    async (role) => {
      const api = await as(role);
      expect((await api.get(`/accounting/statements/${day}`)).status).toBe(200);
      const other = people.get(role === 'employee' ? 'manager' : 'employee')?.uuid;
      const isAllowed = ['accountant', 'administrator'].includes(role);
      expect((await api.get(`/accounting/statements/${day}?user=${other}`)).status).toBe(
        isAllowed ? 200 : 403,
      );
      expect((await api.get('/statements')).status).toBe(isAllowed ? 200 : 403);
      const resend = await api.post(`/statements/${uuidv4()}/resend`);
      expect(resend.status).toBe(role === 'administrator' ? 404 : 403);
    },
  );

  it('require accounts:read from services, and a token', async () => {
    const user = people.get('employee')?.uuid;
    const paths = [`/accounting/statements/${day}?user=${user}`, '/statements'];
    for (const path of paths) {
      expect((await (await finance.asService('accounts:read')).get(path)).status).toBe(200);
      expect((await (await finance.asService('tasks:read')).get(path)).status).toBe(403);
      expect((await finance.anonymous().get(path)).status).toBe(401);
    }
    const service = await finance.asService('accounts:read');
    expect((await service.post(`/statements/${uuidv4()}/resend`)).status).toBe(403);
    expect((await finance.anonymous().post(`/statements/${uuidv4()}/resend`)).status).toBe(401);
  });

  it('answer 404 for an open day', async () => {
    expect(await (await as('employee')).get(`/accounting/statements/${nextDay}`)).toMatchObject({
      status: 404,
      body: { type: 'urn:ates:problem:no-such-statement' },
    });
  });

  it('list mail deliveries page by page, each exactly once (F7)', async () => {
    await statements.are('sent');
    const accountant = await as('accountant');
    const seen: StatementDelivery[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await accountant.get<StatementDeliveryPage>(`/statements?state=sent&limit=3${cursor}`);
      seen.push(...body.items);
      if (body.next_cursor === null) {
        break;
      }
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(seen.map(({ user }) => user).sort()).toEqual([...people.values()].map(({ uuid }) => uuid).sort());
    expect((await accountant.get('/statements?state=lost')).status).toBe(400);
    expect((await accountant.get('/statements?cursor=x')).status).toBe(400);
  });

  it('show the last entries of a very long day and the total of the others (F7)', async () => {
    const person = await finance.person('employee');
    for (let count = 0; count < 510; count += 1) {
      finance.assign(person, 'Fly', `${nextDay}T10:00:00Z`);
    }
    await finance.untilUpToDate();
    await statements.close(nextDay);
    const { body } = await (await finance.as(person)).get<Statement>(`/accounting/statements/${nextDay}`);
    expect(body.lines).toHaveLength(500);
    const shown = body.lines.reduce((sum, { amount }) => sum + amount, 0);
    expect(body.left_out).toBeLessThan(0);
    expect(shown + (body.left_out ?? 0)).toBe(body.carried_over);
  });
});
