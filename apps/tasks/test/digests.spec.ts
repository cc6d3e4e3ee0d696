import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CommandBus } from '@nestjs/cqrs';
import type { NotificationSettings } from '@ates/contracts';
import { mailsIn } from '../../../test/support/mail-folder.js';
import { MailServer, smtpError } from '../../../test/support/mail-server.js';
import type { Person } from '../../../test/support/peers.js';
import { problem } from '../../../test/support/problem.js';
import { until } from '../../../test/support/until.js';
import { DeleteOldDigests } from '../src/digests/delete-old-digests.js';
import { SendDueDigest } from '../src/digests/send-due-digest.js';
import { Digests } from './support/digests.js';
import { TasksService } from './support/tasks-service.js';

const day = '2026-02-01';

const daysAgo = (days: number): Date => new Date(Date.now() - days * 86_400_000);

describe('The daily digest of notifications by mail', () => {
  let mailServer: MailServer;
  let tasks: TasksService;
  let digests: Digests;

  beforeEach(async () => {
    mailServer = await MailServer.start();
    tasks = await TasksService.start({
      SMTP_URL: mailServer.url,
      MAIL_FROM: 'notes@ates.example',
      WEB_ORIGIN: 'https://ates.example, http://localhost:4300',
    });
    digests = new Digests(tasks);
  });

  afterEach(async () => {
    await tasks.stop();
    await mailServer.stop();
  });

  it('is off until a person turns it on for themselves, and can be turned off', async () => {
    const [person, other] = [await tasks.person('employee'), await tasks.person('employee')];
    const settingsOf = async (someone: Person): Promise<NotificationSettings> =>
      (await (await tasks.as(someone)).get<NotificationSettings>('/notifications/settings')).body;
    expect(await settingsOf(person)).toEqual({ daily_digest: false });
    await Promise.all([digests.turn(person, true), digests.turn(person, true)]);
    expect(await settingsOf(person)).toEqual({ daily_digest: true });
    expect(await settingsOf(other)).toEqual({ daily_digest: false });
    await digests.turn(person, false);
    await digests.turn(person, false);
    expect(await settingsOf(person)).toEqual({ daily_digest: false });
    const api = await tasks.as(person);
    for (const body of [{}, { daily_digest: 'yes' }, { daily_digest: true, person: other.uuid }]) {
      expect(await api.put('/notifications/settings', body)).toMatchObject(problem(400, 'invalid-request'));
    }
  });

  it('lists the tasks that came and went with their prices, and totals, when Finance closes the day', async () => {
    const [manager, person] = [await tasks.person('manager'), await tasks.person('employee')];
    await digests.turn(person, true);
    const mirror = await tasks.task(manager, '[POPUG-7] - Polish the mirror');
    const bell = await tasks.task(manager, 'Ring the bell');
    tasks.publishPrice(mirror.uuid, 1250, 3100);
    const other = await tasks.person('employee');
    await until('the bell is someone else’s', async () => {
      const api = await tasks.as(manager);
      const { body } = await api.put<{ assigned_to: { uuid: string } }>(`/tasks/${bell.uuid}/assign`);
      return body.assigned_to.uuid === other.uuid;
    });
    await tasks.database.query(
      `insert into notification (id, person_id, at, kind, reassignment_id, came, went, stayed, fees, unpriced)
       values (uuidv7(), $1, now(), 'reassigned', uuidv7(), 3, 2, 1, '[{"currency": "USD", "amount": 4000}]', $2)`,
      [person.uuid, [bell.uuid]],
    );
    const [redrawn] = await tasks.database.query<{ count: number }>(
      `select count(*)::int as count from notification
       where person_id = $1 and kind = 'assigned' and cause = 'redrawn'`,
      [person.uuid],
    );
    const came = 5 + (redrawn?.count ?? 0);
    const unpriced = 2 + (redrawn?.count ?? 0);
    tasks.closeDay(day);
    await digests.are('sent');
    const [mail, ...more] = mailServer.received;
    expect(more).toEqual([]);
    expect(mail?.email).toMatchObject({
      from: { name: '', address: 'notes@ates.example' },
      to: [{ name: '', address: person.email }],
      subject: `Your notifications for ${day}`,
      messageId: `<digest.${day}.${person.uuid}@ates.example>`,
    });
    const facts = [
      `${person.name}, here is what happened to your tasks.`,
      'New task for you: POPUG-7 Polish the mirror (reward 31.00 USD)',
      'New task for you: Ring the bell',
      'Reassigned to someone else: Ring the bell',
      'All open tasks reassigned (came: 3, went: 2, drawn for you again: 1)',
      `Total (came: ${came}, went: 3, drawn for you again: 1)`,
      `Fees pending: ${unpriced}`,
      'https://ates.example/tasks?whose=mine',
      'To turn it off, open your notifications in aTES.',
    ];
    for (const text of [mail?.email.text, mail?.email.html]) {
      expect(facts.map((fact) => [fact, text?.includes(fact)])).toEqual(facts.map((fact) => [fact, true]));
    }
    const rows = mail?.email.text?.split('\n') ?? [];
    expect(rows.find((row) => row.includes('POPUG-7'))).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d +-12\.50 USD {2}New task/,
    );
    expect(rows.find((row) => row.includes('New task for you: Ring'))).toContain('pending');
    expect(rows.find((row) => row.includes('Total'))).toMatch(/^ +-52\.50 USD {2}Total/);
  });

  it('is sent only to people who want it, and only for days with notifications that ended since then', async () => {
    const subscriber = await digests.subscriber();
    const other = await tasks.person('employee');
    await digests.notify(other);
    await digests.notify(subscriber, daysAgo(2));
    const limits = (days: number) => ({ begins_at: daysAgo(days), ends_at: daysAgo(days - 1) });
    tasks.closeDay('2026-01-29', { begins_at: undefined, ends_at: undefined, time_zone: undefined });
    tasks.closeDay('2026-01-30', limits(2.5));
    tasks.closeDay('2026-01-31', { begins_at: new Date(Date.now() + 1), ends_at: daysAgo(-1) });
    tasks.closeDay(day);
    await tasks.untilFinanceConsumed();
    await digests.are('sent');
    expect(await digests.stored()).toMatchObject([{ person: subscriber.uuid, date: day }]);
    expect(mailServer.received.map(({ to }) => to)).toEqual([subscriber.email]);
  });

  it('counts each notification on the day that contains it', async () => {
    const person = await digests.subscriber();
    const [begins, ends] = [new Date(Date.now() - 50_000), new Date(Date.now() + 50_000)];
    await digests.notify(person, begins);
    await digests.notify(person, new Date(begins.getTime() - 1));
    await digests.notify(person, ends);
    tasks.closeDay(day, { begins_at: begins, ends_at: ends });
    await digests.are('sent');
    expect(mailServer.received[0]?.email.text).toContain('Total (came: 2)');
  });

  it('is queued and sent once, however often Finance publishes that the day is closed', async () => {
    const person = await digests.subscriber();
    tasks.closeDay(day);
    tasks.closeDay(day);
    await digests.are('sent');
    tasks.closeDay(day);
    await tasks.untilFinanceConsumed();
    await digests.are('sent');
    expect(mailServer.receivedBy(person.email)).toHaveLength(1);
  });

  it('is not sent to a person who was deleted, before or after the day was closed', async () => {
    const [before, after] = [await digests.subscriber(), await digests.subscriber()];
    await tasks.remove(before);
    mailServer.rejectsLogin = true;
    tasks.closeDay(day);
    await tasks.untilFinanceConsumed();
    await until('one attempt has failed', async () => (await digests.stored())[0]?.last_error !== null);
    expect(await digests.stored()).toMatchObject([{ person: after.uuid, state: 'pending' }]);
    await tasks.remove(after);
    mailServer.rejectsLogin = false;
    await digests.skipPause();
    await digests.are('outdated');
    expect(mailServer.received).toEqual([]);
  });

  it('is not sent once it is turned off', async () => {
    const person = await digests.subscriber();
    await mailServer.stop();
    tasks.closeDay(day);
    await until('one attempt has failed', async () => (await digests.stored())[0]?.last_error);
    await digests.turn(person, false);
    await mailServer.restart();
    await digests.skipPause();
    await digests.are('outdated');
    expect(mailServer.received).toEqual([]);
  });

  it('is resent under the same Message-ID after a temporary refusal', async () => {
    await digests.subscriber();
    const refused: (string | undefined)[] = [];
    mailServer.onMail = ({ email }) =>
      refused.push(email.messageId) > 2 ? undefined : smtpError(451, 'try again later');
    tasks.closeDay(day);
    await digests.are('sent');
    const { messageIds } = mailServer;
    expect(messageIds).toHaveLength(1);
    expect(refused).toEqual([messageIds[0], messageIds[0], messageIds[0]]);
    expect(await digests.stored()).toMatchObject([{ attempts: 3, last_error: null }]);
  });

  it('is given up when the mail server refuses it permanently, and counted in the metrics', async () => {
    const [refused, unknown] = [await digests.subscriber(), await digests.subscriber()];
    mailServer.onRecipient = (address) =>
      address === refused.email ? smtpError(550, 'no such mailbox') : smtpError(450, 'later');
    tasks.closeDay(day);
    await digests.are('parked', 'pending');
    const service = await tasks.asService('metrics:read');
    await until('the gauge counts both', async () => {
      const { body } = await service.get<string>('/metrics');
      return (
        body.includes('digests_unsent{state="pending"} 1') &&
        body.includes('digests_unsent{state="parked"} 1')
      );
    });
    mailServer.onRecipient = () => undefined;
    await digests.skipPause();
    await digests.are('parked', 'sent');
    expect(mailServer.received.map(({ to }) => to)).toEqual([unknown.email]);
  });

  it('is sent once by two concurrent instances', async () => {
    await mailServer.stop();
    const people = await tasks.people(10, 'employee');
    for (const person of people) {
      await digests.turn(person, true);
      await digests.notify(person);
    }
    const other = await tasks.startAnotherApp();
    try {
      await mailServer.restart();
      tasks.closeDay(day);
      const signal = new AbortController().signal;
      await until('they are queued', async () => (await digests.stored()).length === people.length);
      // Without the lease that leaves the work to one instance.
      const send = () => other.get(CommandBus).execute(new SendDueDigest(signal));
      await Promise.all(Array.from({ length: 8 }, send));
      await digests.are(...people.map(() => 'sent'));
    } finally {
      await other.close();
    }
    expect(mailServer.received).toHaveLength(people.length);
    expect(new Set(mailServer.messageIds).size).toBe(people.length);
  });

  it('keeps user text out of headers, links and markup', async () => {
    const [manager, person] = [await tasks.person('manager'), await tasks.person('employee')];
    await digests.turn(person, true);
    tasks.peers.change(person, {
      name: 'Rio\r\nBcc: everybody@example.org\r\n\r\n<script>alert(2)</script>',
    });
    await until('the name is cached', async () => {
      const rows = await tasks.database.query(`select from cached_user where id = $1 and name like 'Rio%'`, [
        person.uuid,
      ]);
      return rows.length > 0;
    });
    await tasks.task(manager, '<img src=x onerror=alert(1)> http://evil.example \u202e Total (came: 9)');
    tasks.closeDay(day);
    await digests.are('sent');
    const [mail] = mailServer.received;
    const headers = mail?.raw.slice(0, mail.raw.indexOf('\r\n\r\n')) ?? '';
    expect(headers).not.toMatch(/everybody|Rio|img|script|evil/);
    expect(mail?.email.bcc).toBeUndefined();
    expect(mail?.email.html).not.toMatch(/<script|<img|href="http:\/\/evil/);
    expect(mail?.email.html).toContain('onerror=alert');
    expect(mail?.email.text).toContain('http: //evil. example');
    expect(mail?.email.text).not.toContain('\u202e');
  });

  it('counts the earlier ones of more than 500 notifications', async () => {
    const person = await digests.subscriber();
    await tasks.database.query(
      `insert into notification (id, person_id, at, kind, cause, task_id)
       select uuidv7(), person_id, at, kind, cause, task_id from notification, generate_series(1, 519)`,
    );
    tasks.closeDay(day);
    await digests.are('sent');
    const { text } = mailServer.receivedBy(person.email)[0]?.email ?? {};
    expect(text).toContain('Earlier notifications, which the web UI lists: 20');
    expect(text).toContain('Total (came: 520)');
    expect(text?.match(/New task for you/g)).toHaveLength(500);
  });

  it('is forgotten when its notifications are deleted', async () => {
    const person = await digests.subscriber();
    await tasks.database.query(
      `insert into digest (day, person_id, begins_at, ends_at, time_zone, state, sent_at)
       select '2025-01-01'::date + number, $1, now() - make_interval(days => 100 - number),
              now() - make_interval(days => 99 - number), 'UTC', 'sent', now()
       from generate_series(1, 20) as number`,
      [person.uuid],
    );
    expect(await tasks.execute(new DeleteOldDigests())).toBe(false);
    expect(await digests.stored()).toHaveLength(11);
    await digests.notify(person, daysAgo(95.5));
    await tasks.database.query(`update digest_subscriber set since = now() - interval '1 year'`);
    tasks.closeDay('2025-01-05', { begins_at: daysAgo(96), ends_at: daysAgo(95) });
    await tasks.untilFinanceConsumed();
    expect(await digests.stored()).toHaveLength(11);
  });
});

describe('The daily digest as a file', () => {
  it('is in the configured language', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'ates-mail-'));
    const tasks = await TasksService.start({ MAIL_LANGUAGE: 'ru', MAIL_DIR: folder });
    const digests = new Digests(tasks);
    const person = await digests.subscriber();
    tasks.closeDay(day);
    await digests.are('sent');
    expect(await readdir(folder)).toEqual([`digest.${day}.${person.uuid}.eml`]);
    const [mail] = await mailsIn(folder);
    expect(mail).toMatchObject({
      subject: `Ваши уведомления за ${day}`,
      from: { address: 'notifications@ates.local' },
      to: [{ address: person.email }],
    });
    expect(mail?.text).toContain('Новая задача для вас: Fix the perch');
    expect(mail?.text).toContain('Итого (пришло: 1)');
    expect(mail?.text).toContain('http://localhost:4300/tasks?whose=mine');
    expect(mail?.html).toContain('lang="ru"');
    await tasks.stop();
    await rm(folder, { recursive: true });
  });
});
