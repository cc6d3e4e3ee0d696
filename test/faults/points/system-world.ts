import { v7 as uuidv7 } from 'uuid';
import type { TaskView } from '@ates/contracts';
import type { Api, ApiResponse } from '../../support/api.js';
import { expectCorrectBooks } from '../../support/books.js';
import { borrowBroker, brokerUrlOf, type Broker } from '../../support/broker.js';
import { storedEvents } from '../../support/events.js';
import { performers } from '../../support/load.js';
import { MailServer } from '../../support/mail-server.js';
import { System, type ServiceName, type ServiceProcess } from '../../support/system.js';
import { until } from '../../support/until.js';
import { amqp } from '../wire/amqp.js';
import { http } from '../wire/http.js';
import { postgres } from '../wire/postgres.js';
import { WireProxy } from '../wire/proxy.js';
import { smtp } from '../wire/smtp.js';
import { answered } from './answered.js';
import type { PointWorld } from './fail-at.js';
import type { Wire } from './point.js';

const names = ['auth', 'tasks', 'finance'] as const;

/** A day: RabbitMQ alone must deliver the events. */
const never = '86400';

type Proxies = Partial<Record<Wire, WireProxy>>;

/** The three services over RabbitMQ, every connection of theirs through a proxy. */
export class SystemWorld implements PointWorld {
  private readonly descriptions = new Map<string, string>();
  private readonly completed = new Set<string>();
  private readonly invited: string[] = [];
  /** The position of the last event of Tasks at the last check. */
  private checkedPosition = 0;

  private constructor(
    readonly system: System,
    private readonly broker: Broker,
    private readonly mailServer: MailServer,
    private readonly proxies: Record<ServiceName, Proxies>,
  ) {}

  static async start(): Promise<SystemWorld> {
    const [broker, mailServer] = [await borrowBroker(), await MailServer.start()];
    const mail = await WireProxy.inFrontOf(mailServer.url, smtp);
    const proxies: Record<ServiceName, Proxies> = { auth: { 'mail server': mail }, tasks: {}, finance: {} };
    for (const name of names) {
      proxies[name].broker = await WireProxy.inFrontOf(broker.url, amqp);
    }
    const environmentOf = (name: ServiceName): Record<string, string> => ({
      AMQP_URL: brokerUrlOf(proxies[name].broker?.url ?? '', name),
      RECONCILE_SECONDS: never,
    });
    const system = await System.start({
      transport: 'rabbitmq',
      amqpUrl: broker.url,
      environment: {
        auth: {
          ...environmentOf('auth'),
          SMTP_URL: mail.url,
          MAIL_FROM: 'auth@ates.local',
          REGISTRATION: 'by-invitation',
        },
        tasks: environmentOf('tasks'),
        finance: environmentOf('finance'),
      },
    });
    const world = new SystemWorld(system, broker, mailServer, proxies);
    await system.untilPeopleCached();
    await world.reconnect();
    return world;
  }

  /** Restarts the services, with their databases and Auth behind proxies, too. */
  private async reconnect(): Promise<void> {
    const { services, databases } = this.system;
    for (const name of names) {
      await services[name].stop();
      this.proxies[name].database = await WireProxy.inFrontOf(databases[name].serviceUrl, postgres);
      if (name !== 'auth') {
        this.proxies[name].Auth = await WireProxy.inFrontOf(services.auth.url, http);
        this.proxies[name].Tasks = await WireProxy.inFrontOf(services.tasks.url, http);
      }
      await this.startService(name);
    }
  }

  private async startService(name: ServiceName): Promise<void> {
    const { database, Auth: auth, Tasks: tasks } = this.proxies[name];
    await this.system.services[name].start({
      ...(database && { DATABASE_URL: database.url }),
      ...(auth && { AUTH_URL: auth.url }),
      ...(tasks && name === 'finance' && { TASKS_URL: tasks.url }),
    });
  }

  async stop(): Promise<void> {
    await this.system.stop();
    await Promise.all(
      Object.values(this.proxies).flatMap((own) => Object.values(own).map((proxy) => proxy.stop())),
    );
    await this.mailServer.stop();
    await this.broker.release();
  }

  serviceOf({ service }: { service: ServiceName }): ServiceProcess {
    return this.system.services[service];
  }

  proxyOf(service: ServiceName, wire: Wire): WireProxy {
    const proxy = this.proxies[service][wire];
    if (!proxy) {
      throw new Error(`${service} has no proxy in front of ${wire}`);
    }
    return proxy;
  }

  restart(service: ServiceName): Promise<void> {
    return this.startService(service);
  }

  async letTimePass(): Promise<void> {
    await this.system.databases.auth.query(
      `update mail set next_attempt_at = now() where state = 'pending' and attempts > 0`,
    );
  }

  /** Creates a task. */
  async createTask(): Promise<TaskView> {
    const author = await this.system.as('manager@ates.local', 'tasks');
    const description = `Task ${uuidv7()}`;
    const task = await this.ask<TaskView>(author, 'POST', '/tasks', 201, { description });
    this.descriptions.set(description, task.uuid);
    return task;
  }

  /** Creates a task, and lets its performer complete it. */
  async completeTask(): Promise<void> {
    const task = await this.createTask();
    const performer = (await performers(this.system)).get(task.assigned_to?.uuid ?? '');
    if (!performer) {
      throw new Error(`${task.uuid} has a performer who cannot sign in`);
    }
    await this.ask(performer, 'PUT', `/tasks/${task.uuid}/complete`, 200);
    this.completed.add(task.uuid);
  }

  /** Creates a task, reassigns all open ones, and waits for the end of that. */
  async reassign(): Promise<void> {
    await this.createTask();
    const manager = await this.system.as('manager@ates.local', 'tasks');
    const { id } = await this.ask<{ id: string }>(manager, 'PUT', '/tasks/reassign', 202);
    await until('all open tasks are reassigned', async () => {
      const sql = `select from reassignment where id = $1 and finished_at is not null`;
      return (await this.system.databases.tasks.query(sql, [id])).length === 1;
    });
  }

  /** Adds a person who takes no tasks. */
  async addPerson(): Promise<void> {
    const administrator = await this.system.as('admin@ates.local', 'auth');
    const person = { name: 'Rio', email: `${uuidv7()}@example.org`, roles: ['manager'] };
    await this.ask(administrator, 'POST', '/users', 201, person);
  }

  /** Invites a person, and waits for the mail. */
  async invite(): Promise<void> {
    const administrator = await this.system.as('admin@ates.local', 'auth');
    const email = `${uuidv7()}@example.org`;
    await this.ask(administrator, 'POST', '/invitations', 201, { email });
    this.invited.push(email);
    await until('the mail is recorded as sent', async () => {
      const sql = `select from mail where recipient = $1 and state = 'sent'`;
      return (await this.system.databases.auth.query(sql, [email])).length === 1;
    });
  }

  private ask<Body>(api: Api, method: string, path: string, status: number, body?: unknown): Promise<Body> {
    const key = { 'idempotency-key': uuidv7() };
    return answered(status, (): Promise<ApiResponse<Body>> => api.send<Body>(method, path, body, key));
  }

  /** Whether Tasks has committed events that have no position yet. */
  async hasUnplacedEvents(): Promise<boolean> {
    return (await this.system.databases.tasks.query(`select from outbox_new limit 1`)).length > 0;
  }

  /** Whether Tasks has given an event its position since the last check. */
  async hasPlacedEvents(): Promise<boolean> {
    return (await this.lastPosition()) > this.checkedPosition;
  }

  private async lastPosition(): Promise<number> {
    const [head] = await this.system.databases.tasks.query<{ position: number }>(
      `select last_position::int as position from outbox_head`,
    );
    return head?.position ?? 0;
  }

  /** Whether a mail is claimed, or with false one waits to be. */
  async isMailClaimed(isClaimed: boolean): Promise<boolean> {
    const sql = `select from mail where state = 'pending' and (attempts > 0) = $1`;
    return (await this.system.databases.auth.query(sql, [isClaimed])).length > 0;
  }

  async check(): Promise<void> {
    await expectCorrectBooks(this.system);
    await this.expectTasks();
    await this.expectPrices();
    await this.expectMails();
    for (const name of names) {
      await this.expectPublished(name);
      await this.expectNothingParked(name);
    }
    for (const name of ['tasks', 'finance'] as const) {
      await this.expectPeople(name);
      await this.expectNothingHealed(name);
    }
    this.checkedPosition = await this.lastPosition();
  }

  /** What clients created is there once, what they completed is completed once, and each draw was published once. */
  private async expectTasks(): Promise<void> {
    const { tasks } = this.system.databases;
    const created = await tasks.query<{ id: string; description: string; is_completed: boolean }>(
      `select id, description, completed_at is not null as is_completed from task`,
    );
    expect(created).toHaveLength(this.descriptions.size);
    expect(new Map(created.map(({ id, description }) => [description, id]))).toEqual(this.descriptions);
    const completed = created.filter(({ is_completed: isCompleted }) => isCompleted).map(({ id }) => id);
    expect(new Set(completed)).toEqual(this.completed);
    const [counts] = await tasks.query(
      `select (count(*) filter (where type = 'tasks.task.assigned'))::int as assigned,
              (count(*) filter (where type = 'tasks.task.completed'))::int as completed,
              (select count(*) + (select coalesce(sum(done), 0) from reassignment) from task)::int as draws
       from ${storedEvents} as event`,
    );
    expect(counts).toMatchObject({ assigned: counts?.['draws'], completed: completed.length });
  }

  private async expectPrices(): Promise<void> {
    const { tasks, finance } = this.system.databases;
    const owned = await finance.query(`select id, fee::int, reward::int from task order by id`);
    await until('Tasks knows all prices', async () => {
      const sql = `select task_id as id, fee::int, reward::int from task_price order by task_id`;
      return JSON.stringify(await tasks.query(sql)) === JSON.stringify(owned);
    });
  }

  /** Each invitation was mailed, with one Message-ID however often. */
  private async expectMails(): Promise<void> {
    const mails = this.invited.map((email) => this.mailServer.receivedBy(email));
    expect(mails.map((own) => new Set(own.map(({ email }) => email.messageId)).size)).toEqual(
      this.invited.map(() => 1),
    );
    expect(new Set(mails.flat().map(({ email }) => email.messageId)).size).toBe(this.invited.length);
  }

  /** Every event has a position, without gaps, and was published. */
  private async expectPublished(name: ServiceName): Promise<void> {
    const database = this.system.databases[name];
    await until(`the outbox of ${name} is empty`, async () => {
      const [outbox] = await database.query<{ is_empty: boolean }>(
        `select not exists (select from outbox_new) and last_position = position as is_empty
         from outbox_head, outbox_relay`,
      );
      return outbox?.is_empty;
    });
    const [events] = await database.query(
      `select count(*)::int as count, count(distinct id)::int as ids, coalesce(max(position), 0)::int as last from outbox`,
    );
    expect(events).toEqual({ count: events?.['last'], ids: events?.['last'], last: events?.['last'] });
  }

  private async expectNothingParked(name: ServiceName): Promise<void> {
    expect(await this.system.databases[name].query(`select type, reason from parked_message`)).toEqual([]);
  }

  /** The broker delivered everything: nothing had to be read from a feed instead. */
  private async expectNothingHealed(name: ServiceName): Promise<void> {
    const sql = `select producer, kind, healed from reconciliation_run where healed <> '{}'`;
    expect(await this.system.databases[name].query(sql)).toEqual([]);
  }

  private async expectPeople(name: ServiceName): Promise<void> {
    const owned = await this.system.databases.auth.query(
      `select id, name, email, roles from users order by id`,
    );
    await until(`${name} knows everyone as Auth does`, async () => {
      const sql = `select id, name, email, roles from cached_user where is_known and not is_stale order by id`;
      return JSON.stringify(await this.system.databases[name].query(sql)) === JSON.stringify(owned);
    });
  }
}
