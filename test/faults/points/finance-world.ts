import { v7 as uuidv7 } from 'uuid';
import type { LedgerVerification } from '@ates/contracts';
import { FinanceAlone } from '../../support/finance-alone.js';
import { storedEvents } from '../../support/events.js';
import { MailServer } from '../../support/mail-server.js';
import type { Person } from '../../support/peers.js';
import type { ServiceProcess } from '../../support/system.js';
import { until } from '../../support/until.js';
import { http } from '../wire/http.js';
import { postgres } from '../wire/postgres.js';
import { WireProxy } from '../wire/proxy.js';
import { smtp } from '../wire/smtp.js';
import { answered } from './answered.js';
import type { PointWorld } from './fail-at.js';
import type { Wire } from './point.js';

const firstDay = Date.parse('2025-02-01T12:00:00Z');
const dayMilliseconds = 86_400_000;

/** Finance alone, reading the feed of a stand-in for Tasks, every connection of its through a proxy. */
export class FinanceWorld implements PointWorld {
  private days = 0;

  private constructor(
    readonly finance: FinanceAlone,
    private readonly process: ServiceProcess,
    private readonly mailServer: MailServer,
    private readonly proxies: Partial<Record<Wire, WireProxy>>,
    private readonly people: { administrator: Person; employees: readonly Person[] },
  ) {}

  static async start(): Promise<FinanceWorld> {
    const [finance, mailServer] = [
      await FinanceAlone.create({ CLOSE_DAYS: 'by-hand', MAIL_FROM: 'finance@ates.local' }),
      await MailServer.start(),
    ];
    const mail = await WireProxy.inFrontOf(mailServer.url, smtp);
    const database = await WireProxy.inFrontOf(finance.database.serviceUrl, postgres);
    const tasks = await WireProxy.inFrontOf(finance.peers.url, http);
    const process = await finance.newInstance({
      SMTP_URL: mail.url,
      DATABASE_URL: database.url,
      TASKS_URL: `${tasks.url}/tasks`,
    });
    const administrator = finance.peers.add('administrator');
    const employees = Array.from({ length: 3 }, () => finance.peers.add('employee'));
    const proxies = { 'mail server': mail, database, Tasks: tasks };
    const world = new FinanceWorld(finance, process, mailServer, proxies, { administrator, employees });
    await process.start();
    for (const person of [administrator, ...employees]) {
      await finance.untilCached(person);
    }
    return world;
  }

  async stop(): Promise<void> {
    await this.finance.stop();
    await Promise.all(Object.values(this.proxies).map((proxy) => proxy.stop()));
    await this.mailServer.stop();
  }

  serviceOf(): ServiceProcess {
    return this.process;
  }

  proxyOf(_service: string, wire: Wire): WireProxy {
    const proxy = this.proxies[wire];
    if (!proxy) {
      throw new Error(`Finance has no proxy in front of ${wire}`);
    }
    return proxy;
  }

  restart(): Promise<void> {
    return this.process.start();
  }

  async letTimePass(): Promise<void> {
    await this.finance.database.query(
      `update statement set next_attempt_at = now() where state = 'pending' and attempts > 0`,
    );
  }

  /** Lets everyone get a task and complete another one on the day that is closed next. */
  async work(): Promise<void> {
    const timestamp = new Date(firstDay + this.days * dayMilliseconds).toISOString();
    for (const { uuid } of this.people.employees) {
      for (const type of ['assigned', 'completed']) {
        this.finance.peers.publish('tasks', `tasks.task.${type}`, {
          task_uuid: uuidv7(),
          assigned_to: uuid,
          timestamp,
        });
      }
    }
    await this.finance.untilUpToDate();
  }

  /** Lets people work and closes the day, and waits until everyone has a statement. */
  async close(): Promise<void> {
    await this.work();
    const day = new Date(firstDay + this.days * dayMilliseconds).toISOString().slice(0, 10);
    const key = { 'idempotency-key': uuidv7() };
    await answered(200, async () => {
      const api = await this.finance.as(this.people.administrator, this.process);
      return api.post(`/accounting/days/${day}/close`, undefined, key);
    });
    this.days += 1;
    await until('all statements are recorded as sent', async () => {
      const sql = `select from statement where state <> 'sent'`;
      return (await this.finance.database.query(sql)).length === 0;
    });
  }

  /** Whether a statement is claimed, or with false one waits to be. */
  async isStatementClaimed(isClaimed: boolean): Promise<boolean> {
    const sql = `select from statement where state = 'pending' and (attempts > 0) = $1`;
    return (await this.finance.database.query(sql, [isClaimed])).length > 0;
  }

  async check(): Promise<void> {
    await this.finance.untilUpToDate();
    await this.expectPostings();
    await this.expectPayouts();
    await this.expectMails();
    const api = await this.finance.as(this.people.administrator, this.process);
    const verified = await until('the books are verified', async () => {
      const { status, body } = await api.get<LedgerVerification>('/accounting/verification');
      return status === 200 ? body : undefined;
    });
    expect(verified).toMatchObject({ sum: 0, differences: [] });
  }

  /** Each event is booked once, for its person. */
  private async expectPostings(): Promise<void> {
    const booked = await this.finance.database.query<{ kind: string; count: number; tasks: number }>(
      `select kind, count(*)::int as count, count(distinct task_id)::int as tasks
       from posting where kind in ('fee', 'reward') group by kind order by kind`,
    );
    const each = this.finance.peers.publishedCount('tasks') / 2;
    expect(booked).toEqual([
      { kind: 'fee', count: each, tasks: each },
      { kind: 'reward', count: each, tasks: each },
    ]);
    const parked = await this.finance.database.query(`select type, reason from parked_message`);
    expect(parked).toEqual([]);
  }

  /** Each closed day paid everyone what they had earned by then, once, and published it once. */
  private async expectPayouts(): Promise<void> {
    const { database } = this.finance;
    const days = await database.query(
      `select day.day, day.paid_people::int as people,
              (select count(*) from posting where kind = 'payout' and booked_on = day.day)::int as payouts,
              (select count(distinct person_account) from posting
               where kind = 'payout' and booked_on = day.day)::int as paid,
              (select count(*) from statement where statement.day = day.day)::int as statements
       from business_day as day order by day`,
    );
    expect(days).toHaveLength(this.days);
    expect(days).toEqual(
      days.map(({ day, people }) => ({
        day,
        people,
        payouts: people,
        paid: people,
        statements: this.people.employees.length,
      })),
    );
    const overdue = await database.query(
      `select person_account, sum(person_amount) as left from posting
       where booked_on <= (select max(day) from business_day) group by 1 having sum(person_amount) > 0`,
    );
    expect(overdue).toEqual([]);
    const [published] = await until('everything is published', async () => {
      const counts = await database.query<{ days: number; payouts: number; made: number; placed: boolean }>(
        `select (count(*) filter (where type = 'finance.day.closed'))::int as days,
                (count(*) filter (where type = 'finance.payout.made'))::int as payouts,
                (select count(*) from posting where kind = 'payout')::int as made,
                not exists (select from outbox_new) as placed
         from ${storedEvents} as event`,
      );
      return counts[0]?.placed ? counts : undefined;
    });
    expect(published).toMatchObject({ days: this.days, payouts: published?.made });
  }

  /** Everyone got one statement of each day, however often it was sent. */
  private async expectMails(): Promise<void> {
    const statements = await this.finance.database.query<{ id: string }>(
      `select message_id as id from statement`,
    );
    expect(new Set(this.mailServer.messageIds)).toEqual(new Set(statements.map(({ id }) => id)));
  }
}
