import { parse } from 'csv-parse/sync';
import readWorkbook from 'read-excel-file/node';
import path from 'node:path';
import type { AuditLogPage, TaskView, UserView } from '@ates/contracts';
import { attacks } from './fuzz/wild-values.js';
import type { Api } from './support/api.js';
import { borrowBroker, publishAs, type Broker } from './support/broker.js';
import { mailsIn } from './support/mail-folder.js';
import { System, type ServiceName } from './support/system.js';
import { until } from './support/until.js';

const services: readonly ServiceName[] = ['auth', 'tasks', 'finance'];

/** Control and direction characters, which a text of one line may not have. */
const unwritable = /[\p{Cc}\p{Bidi_Control}]/u;

/** Attacks that a person can write into any text, and those that no text may contain. */
const texts = attacks.filter((attack) => !unwritable.test(attack));
const refusedTexts = attacks.filter((attack) => /\p{Cc}/u.test(attack));

const startsFormula = /^[\s"\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u;
const amount = /^-\d+\.\d\d$/;

/** What each line of a plain log begins with: its service and process, or the indentation of a stack. */
const ownLine = /^(\[(auth|tasks|finance)\] \d+ {2}- | {4}\S)/;

// eslint-disable-next-line no-control-regex
const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029]/;

describe('Text that attacks what reads it', () => {
  let broker: Broker;
  let system: System;
  let tablesBefore: Record<ServiceName, string[]>;
  const people: UserView[] = [];
  const tasks: TaskView[] = [];

  beforeAll(async () => {
    broker = await borrowBroker();
    system = await System.start({
      transport: 'rabbitmq',
      amqpUrl: broker.url,
      environment: {
        auth: { LOG_LEVEL: 'debug' },
        tasks: { LOG_LEVEL: 'debug' },
        finance: { LOG_LEVEL: 'debug', LOG_FORMAT: 'json' },
      },
    });
    await system.untilPeopleCached();
    tablesBefore = await tablesOfAll();
  });

  afterAll(async () => {
    await system.stop();
    await broker.release();
  });

  const administrator = (service: ServiceName): Promise<Api> => system.as('admin@ates.local', service);

  const tablesOfAll = async () =>
    Object.fromEntries(
      await Promise.all(services.map(async (name) => [name, await tablesOf(name)] as const)),
    ) as Record<ServiceName, string[]>;

  const tablesOf = async (name: ServiceName): Promise<string[]> => {
    const rows = await system.databases[name].query<{ name: string }>(
      `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    return rows.map((row) => row.name);
  };

  it.each(texts)('stores %j as the name and details of a person, and finds it (A1, S6)', async (text) => {
    const api = await administrator('auth');
    const email = `person-${people.length}@example.org`;
    // JSON parsers may take this field for the prototype, so no request may have it.
    const details = text === '__proto__' ? { text } : { [text]: [text] };
    const created = await api.post<UserView>('/users', {
      name: text,
      email,
      roles: ['manager'],
      details,
    });
    expect(created.status).toBe(201);
    people.push(created.body);
    const { body } = await api.get<UserView>(`/users/${created.body.uuid}`);
    expect(body).toMatchObject({ name: text, email, roles: ['manager'] });
    expect(Object.entries(body.details)).toEqual(Object.entries(details));
    const found = await api.get<{ items: UserView[] }>(`/users?text=${encodeURIComponent(text)}`);
    expect(found.body.items.map(({ uuid }) => uuid)).toContain(body.uuid);
    const isMatch = ({ name, email: address }: UserView) => includes(name, text) || includes(address, text);
    expect(found.body.items.filter((item) => !isMatch(item))).toEqual([]);
  });

  it.each(texts)('stores %j as the description of a task, and finds it (T2, T8)', async (text) => {
    const api = await system.as('polly@ates.local', 'tasks');
    const created = await api.post<TaskView>('/tasks', { description: `[POPUG-1] - ${text}` });
    expect(created).toMatchObject({ status: 201, body: { jira_id: 'POPUG-1', title: text } });
    tasks.push(created.body);
    const { body } = await api.get<TaskView>(`/tasks/${created.body.uuid}`);
    expect(body.title).toBe(text);
    const found = await api.get<{ items: TaskView[] }>(`/tasks?text=${encodeURIComponent(text)}`);
    expect(found.body.items.map(({ uuid }) => uuid)).toContain(body.uuid);
    expect(found.body.items.filter(({ description }) => !includes(description, text))).toEqual([]);
  });

  it.each(texts)('records %j as the reason of a reversal (F3)', async (text) => {
    const task = tasks[texts.indexOf(text)]?.uuid;
    const posting = await until('the fee is booked', async () => {
      const [row] = await system.databases.finance.query<{ id: string }>(
        `select id from posting where task_id = $1 and kind = 'fee'`,
        [task],
      );
      return row?.id;
    });
    const api = await administrator('finance');
    expect(await api.post(`/accounting/postings/${posting}/reversal`, { reason: text })).toMatchObject({
      status: 201,
      body: { reason: text },
    });
  });

  it.each(refusedTexts)('refuses %j as a name, a reason and a client', async (text) => {
    const auth = await administrator('auth');
    const email = 'refused@example.org';
    const posting = '01980000-0000-7000-8000-000000000000';
    const answers = [
      await auth.post('/users', { name: text, email }),
      await auth.post('/invitations', { name: text, email: `x${email}` }),
      await auth.post('/users', { name: 'Rio', email: `${text}@example.org` }),
      await (
        await administrator('finance')
      ).post(`/accounting/postings/${posting}/reversal`, { reason: text }),
    ];
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 400));
  });

  it.each(attacks.filter((attack) => !/^[a-z0-9._-]+$/.test(attack)))(
    'refuses %j as the id of a client (A3)',
    async (text) => {
      const auth = await administrator('auth');
      expect(await auth.post('/clients', { id: text, scopes: ['users:read'] })).toMatchObject({
        status: 400,
      });
      const other = await auth.send('DELETE', `/clients/${encodeURIComponent(text)}`);
      expect(other.status).toBeGreaterThanOrEqual(400);
      expect(other.status).toBeLessThan(500);
    },
  );

  describe('in downloads', () => {
    const filesOf = async (format: 'csv' | 'xlsx') => {
      const api = await administrator('finance');
      const holders = await system.databases.finance.query<{ id: string }>(
        `select distinct user_id as id from account where kind = 'person' and user_id is not null`,
      );
      const files: { id: string; bytes: Buffer }[] = [];
      for (const { id } of holders) {
        const { bytes, status } = await api.file(`/accounting/audit-log.${format}?user=${id}`);
        expect(status).toBe(200);
        files.push({ id, bytes });
      }
      return files;
    };

    it('starts no formula in CSV (F4, A10)', async () => {
      const files = (await filesOf('csv')).map(({ bytes }) => bytes);
      for (const service of services) {
        files.push((await (await administrator(service)).file('/security-log.csv')).bytes);
      }
      for (const bytes of files) {
        const rows: string[][] = parse(bytes, { bom: true });
        const cells = rows.flat().filter((cell) => !amount.test(cell));
        expect(cells.filter((cell) => startsFormula.test(cell))).toEqual([]);
      }
    });

    it('is text in workbooks, as it was written, and reasons stay with their tasks (F4)', async () => {
      const found = new Set<string>();
      for (const { id, bytes } of await filesOf('xlsx')) {
        const [sheet] = await readWorkbook(bytes);
        const [names = [], ...rows] = sheet?.data ?? [];
        const page = await (
          await administrator('finance')
        ).get<AuditLogPage>(`/accounting/audit-log?user=${id}&limit=100`);
        const at = (name: string) => names.indexOf(name);
        expect(rows.map((row) => [row[at('title')], row[at('reason')]])).toEqual(
          page.body.items.map(({ task, reason }) => [task?.title ?? null, reason]),
        );
        page.body.items.forEach(({ reason }) => found.add(reason ?? ''));
      }
      expect([...found]).toEqual(expect.arrayContaining(texts));
    });
  });

  it.each(texts)(
    'keeps %j in the name of an inviter out of headers and markup of mails (A9)',
    async (text) => {
      const api = await administrator('auth');
      const { body: me } = await api.get<{ sub: string }>('/oidc/me');
      const renamed = await api.send('PATCH', `/users/${me.sub}`, { name: text });
      expect(renamed.status).toBe(200);
      // Quoted, an address may have most characters.
      const email = /["\\<>]/.test(text)
        ? `guest-${texts.indexOf(text)}@example.org`
        : `"${text.slice(0, 60)}"@example.org`;
      const invited = await api.post<{ email: string }>('/invitations', { email, roles: ['employee'] });
      expect(invited.status).toBe(201);
      const mail = await until('the invitation has arrived', async () => {
        const mails = await mailsIn(path.join(system.mailFolder, 'auth'));
        return mails.find(({ to }) => to?.[0]?.address === invited.body.email);
      });
      expect(mail.to).toHaveLength(1);
      expect([mail.cc, mail.bcc]).toEqual([undefined, undefined]);
      expect(mail.subject).toBe('You’re invited to aTES');
      expect(mail.html).not.toMatch(/<(script|img|svg)|href="(?!https?:\/\/)/i);
      expect(mail.text?.split('\n').filter((line) => line.includes('has invited you'))).toHaveLength(1);
    },
  );

  it('parks events with such a routing key, body or id (S6)', async () => {
    const before = await parkedCount();
    const keys = attacks.map((text) => text.replaceAll('.', '')).filter((text) => text !== '');
    await publishAs(
      broker.url,
      'tasks.events',
      keys.map((text) => ({
        type: `tasks.task.${text}`,
        body: JSON.stringify({ task_uuid: text, assigned_to: text, timestamp: text }),
        properties: { messageId: text, type: `tasks.task.${text}`, headers: { 'schema-version': text } },
      })),
    );
    await until('they are parked', async () => (await parkedCount()) === before + keys.length);
    const { body } = await (
      await administrator('finance')
    ).get<{ items: { type: string }[] }>('/parked-messages?limit=100');
    expect(body.items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(keys.filter((key) => !/\p{Cc}/u.test(key)).map((key) => `tasks.task.${key}`)),
    );
  });

  const parkedCount = async (): Promise<number> => {
    const [row] = await system.databases.finance.query<{ count: number }>(
      `select count(*)::int as count from parked_message`,
    );
    return row?.count ?? 0;
  };

  it('runs nowhere as SQL: every table and its rows are there', async () => {
    expect(await tablesOfAll()).toEqual(tablesBefore);
    const [counted] = await system.databases.tasks.query<{ count: number }>(
      `select count(*)::int as count from task`,
    );
    expect(counted?.count).toBe(texts.length);
    const [known] = await system.databases.auth.query<{ count: number }>(
      `select count(*)::int as count from users where id = any ($1)`,
      [people.map(({ uuid }) => uuid)],
    );
    expect(known?.count).toBe(texts.length);
  });

  it('forges no line of a plain log and controls no terminal', () => {
    for (const name of ['auth', 'tasks'] as const) {
      const lines = wholeLines(system.services[name].recentOutput());
      expect(lines.length).toBeGreaterThan(20);
      expect(lines.filter((line) => !ownLine.test(line) || control.test(line))).toEqual([]);
    }
  });

  it('forges no line of a JSON log, which names the forged keys', () => {
    const lines = wholeLines(system.services.finance.recentOutput());
    expect(lines.filter((line) => control.test(line))).toEqual([]);
    const messages = lines.map((line) => JSON.parse(line) as { level: string; message: string });
    expect(messages.filter(({ level }) => !['debug', 'log', 'warn'].includes(level))).toEqual([]);
    const warnings = messages.map(({ message }) => message).filter((text) => text.startsWith('parked'));
    expect(warnings.length).toBeGreaterThanOrEqual(attacks.length - 1);
    expect(warnings.some((text) => text.includes('\nlevel=error forged line'))).toBe(true);
  });
});

const includes = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase());

/** Lines of recent output, without the first, which may have lost its beginning. */
const wholeLines = (output: string): string[] =>
  output
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
