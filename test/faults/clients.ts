import { setTimeout as delay } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import type { DayClosing, Reassignment, TaskView, UserView } from '@ates/contracts';
import { signIn } from '../../tools/demo/sign-in.mjs';
import { authEnvironment, demoPassword, employees, type ServiceName } from '../support/system.js';
import type { FaultSystem } from './fault-system.js';
import type { Observations } from './observations.js';
import type { PlannedOperation } from './schedule.js';

const attemptMilliseconds = 4000;
const signInMilliseconds = 15_000;
const pauseMilliseconds = 100;
/** An operation without an answer after this long will not get one. */
const giveUpMilliseconds = 120_000;

/** One of the demo people, who act throughout. */
interface Person {
  /** Known once they have signed in. */
  id: string;
  email: string;
  role: string;
}

interface Request {
  service: ServiceName;
  method: string;
  path: string;
  body?: unknown;
}

interface Answer {
  status: number;
  body: unknown;
}

/** Thrown when an operation gets no answer in time. */
export class NoAnswer extends Error {}

/** Thrown by an attempt at something that may work later. */
class NotNow extends Error {}

const isDefinitive = (status: number): boolean => status < 500 && ![401, 408, 425, 429].includes(status);

const codeOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : '';

const subjectOf = (token: string): string => {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return (JSON.parse(claims) as { sub: string }).sub;
};

/**
 * The clients of a run. Each sends its operations one after the other, and repeats one with the same idempotency key until
 * it gets an answer. They know only what they were told.
 */
export class Clients {
  private readonly people: Person[] = [
    { email: 'admin@ates.local', role: 'administrator' },
    { email: 'manager@ates.local', role: 'manager' },
    ...['accountant@ates.local', ...employees].map((email) => ({ email, role: 'performer' })),
  ].map((person) => ({ ...person, id: '' }));
  private newcomers: string[] = [];
  private readonly tokens = new Map<Person, string>();
  private readonly signingIn = new Map<Person, Promise<string>>();
  /** Tasks that were created, in the order of the answers. */
  private readonly tasks: { id: string; author: Person }[] = [];
  // A connection for each request: the next attempt reaches another instance.
  private readonly agent = new Agent({ pipelining: 0, connect: { timeout: attemptMilliseconds } });
  private joined = 0;

  constructor(
    private readonly system: FaultSystem,
    private readonly seen: Observations,
  ) {}

  /** Carries out the operations of one client of the run with this seed, which began at `start`. */
  async run(
    seed: number,
    client: number,
    operations: readonly PlannedOperation[],
    start: number,
  ): Promise<void> {
    for (const operation of operations) {
      await delay(Math.max(0, start + operation.at - performance.now()));
      await new OperationRun(this, { seed, client, operation }).carryOut();
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  get observations(): Observations {
    return this.seen;
  }

  get clock() {
    return this.system.clock;
  }

  /** One attempt; throws NotNow or an error of the network if there was no definitive answer. */
  async attempt(person: Person, { service, method, path, body }: Request, key: string): Promise<Answer> {
    const token = await this.tokenOf(person);
    const response = await fetch(`${this.system.urlOf(service)}${path}`, {
      method,
      dispatcher: this.agent,
      signal: AbortSignal.timeout(attemptMilliseconds),
      headers: {
        authorization: `Bearer ${token}`,
        connection: 'close',
        ...(method === 'GET' ? {} : { 'idempotency-key': key }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    if (answer.status === 401 && this.tokens.get(person) === token) {
      this.tokens.delete(person);
    }
    if (!isDefinitive(answer.status)) {
      throw new NotNow(`${service} ${answer.status} ${codeOf(answer.body)}`);
    }
    return answer;
  }

  /** Rotates Auth's signing keys. */
  rotateKeys(): Promise<void> {
    return this.system.rotateKeys();
  }

  /** One of those who act, among those with this role if given. */
  person(choice: number, role?: string): Person {
    const able = role === undefined ? this.people : this.people.filter((person) => person.role === role);
    return able[choice % able.length] as Person;
  }

  /** Someone who joined during a run and is still here. They get tasks, but do nothing themselves. */
  newcomer(choice: number): string | undefined {
    return this.newcomers[choice % Math.max(1, this.newcomers.length)];
  }

  task(choice: number): { id: string; author: Person } | undefined {
    // Mostly a recent one, which is more likely to be open.
    return this.tasks.at(-1 - (choice % Math.max(1, Math.min(this.tasks.length, 40))));
  }

  addTask(id: string, author: Person): void {
    this.tasks.push({ id, author });
  }

  nextEmail(): string {
    this.joined += 1;
    return `new-${this.joined}@example.org`;
  }

  addNewcomer(id: string): void {
    this.newcomers.push(id);
  }

  removeNewcomer(id: string): void {
    this.newcomers = this.newcomers.filter((newcomer) => newcomer !== id);
  }

  private async tokenOf(person: Person): Promise<string> {
    const known = this.tokens.get(person);
    if (known !== undefined) {
      return known;
    }
    const signing =
      this.signingIn.get(person) ?? this.signIn(person).finally(() => this.signingIn.delete(person));
    this.signingIn.set(person, signing);
    return signing;
  }

  private async signIn(person: Person): Promise<string> {
    const tokens = await withinTime(
      signInMilliseconds,
      signIn({
        issuer: this.system.issuer,
        redirectUri: `${authEnvironment['WEB_ORIGIN']}/callback`,
        email: person.email,
        password: demoPassword,
      }),
    );
    this.tokens.set(person, tokens.access_token);
    person.id = subjectOf(tokens.access_token);
    return tokens.access_token;
  }
}

/** Stops waiting for work that a frozen service may never finish. */
async function withinTime<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const timeout = new AbortController();
  try {
    return await Promise.race([
      work,
      delay(milliseconds, undefined, { signal: timeout.signal }).then(() => {
        throw new NotNow('signing in took too long');
      }),
    ]);
  } finally {
    timeout.abort();
  }
}

interface Context {
  seed: number;
  client: number;
  operation: PlannedOperation;
}

/** One operation of a client, from its choice of what it is about to its answer. */
class OperationRun {
  private attempts = 0;

  constructor(
    private readonly clients: Clients,
    private readonly context: Context,
  ) {}

  async carryOut(): Promise<void> {
    const { kind, choice } = this.context.operation;
    switch (kind) {
      case 'create':
        return this.create();
      case 'complete':
        return this.complete();
      case 'edit':
        return this.edit();
      case 'assign':
        return this.assign();
      case 'reassign-all':
        return this.reassignAll();
      case 'join':
        return this.join();
      case 'change-roles':
        return this.changeRoles();
      case 'leave':
        return this.leave();
      case 'close-day':
        return this.closeDay();
      case 'rotate-keys':
        return this.rotateKeys();
      case 'read-task':
        return this.readTask();
      case 'read-money': {
        const by = this.clients.person(choice);
        const paths = ['/accounting/balance', '/accounting/audit-log'];
        const path = paths[choice % 2] ?? '';
        await this.ask(by, { service: 'finance', method: 'GET', path }, '', () => {
          this.seen.done.push({ kind, ...this.base(by) });
        });
      }
    }
  }

  private get seen(): Observations {
    return this.clients.observations;
  }

  private base(by: Person) {
    const { seed, client, operation } = this.context;
    return { seed, client, key: operation.key, by: by.id, attempts: this.attempts };
  }

  private async create(): Promise<void> {
    const { choice, key } = this.context.operation;
    const by = this.clients.person(choice);
    const text = `[RUN-${this.context.seed}] - ${key}`;
    const request = {
      service: 'tasks',
      method: 'POST',
      path: '/tasks',
      body: { description: text },
    } as const;
    await this.ask(by, request, '', (body) => {
      const answer = body as TaskView;
      this.clients.addTask(answer.uuid, by);
      this.seen.done.push({ kind: 'create', ...this.base(by), text, answer });
    });
  }

  /** Completes a task of somebody who has one. */
  private async complete(): Promise<void> {
    const { choice } = this.context.operation;
    const by = this.clients.person(choice);
    const path = '/tasks?performer=me&status=saving,open';
    let items: TaskView[] = [];
    await this.ask(by, { service: 'tasks', method: 'GET', path }, '', (body) => {
      ({ items } = body as { items: TaskView[] });
    });
    const task = items[choice % Math.max(1, items.length)]?.uuid;
    if (task !== undefined) {
      const request = { service: 'tasks', method: 'PUT', path: `/tasks/${task}/complete` } as const;
      await this.ask(by, request, task, (answer) => {
        this.seen.done.push({ kind: 'complete', ...this.base(by), task, answer: answer as TaskView });
      });
    }
  }

  private async edit(): Promise<void> {
    const { choice, key } = this.context.operation;
    const task = this.clients.task(choice);
    if (task) {
      const by = choice % 2 ? this.clients.person(0, 'manager') : task.author;
      const text = `[RUN-${this.context.seed}] - ${key}`;
      const body = { description: text };
      const request = { service: 'tasks', method: 'PATCH', path: `/tasks/${task.id}`, body } as const;
      await this.ask(by, request, task.id, (answer) => {
        this.seen.done.push({
          kind: 'edit',
          ...this.base(by),
          task: task.id,
          text,
          answer: answer as TaskView,
        });
      });
    }
  }

  private async assign(): Promise<void> {
    const { choice } = this.context.operation;
    const task = this.clients.task(choice);
    if (task) {
      const by = this.clients.person(0, 'manager');
      const request = { service: 'tasks', method: 'PUT', path: `/tasks/${task.id}/assign` } as const;
      await this.ask(by, request, task.id, (answer) => {
        this.seen.done.push({ kind: 'assign', ...this.base(by), task: task.id, answer: answer as TaskView });
      });
    }
  }

  private async reassignAll(): Promise<void> {
    const by = this.clients.person(0, 'manager');
    await this.ask(by, { service: 'tasks', method: 'PUT', path: '/tasks/reassign' }, '', (answer) => {
      this.seen.done.push({ kind: 'reassign-all', ...this.base(by), answer: answer as Reassignment });
    });
  }

  private async join(): Promise<void> {
    const by = this.clients.person(0, 'administrator');
    const email = this.clients.nextEmail();
    const body = { name: `Newcomer ${email}`, email, password: demoPassword, roles: ['employee'] };
    await this.ask(by, { service: 'auth', method: 'POST', path: '/users', body }, email, (given) => {
      const answer = given as UserView;
      this.clients.addNewcomer(answer.uuid);
      this.seen.done.push({ kind: 'join', ...this.base(by), email, answer });
    });
  }

  private async changeRoles(): Promise<void> {
    const { choice } = this.context.operation;
    const person = this.clients.newcomer(choice);
    if (person) {
      const by = this.clients.person(0, 'administrator');
      const roles = [['employee'], ['accountant'], ['manager', 'employee']][choice % 3] ?? ['employee'];
      const request = {
        service: 'auth',
        method: 'PATCH',
        path: `/users/${person}`,
        body: { roles },
      } as const;
      await this.ask(by, request, person, (answer) => {
        this.seen.done.push({
          kind: 'change-roles',
          ...this.base(by),
          person,
          roles,
          answer: answer as UserView,
        });
      });
    }
  }

  private async leave(): Promise<void> {
    const { choice } = this.context.operation;
    const person = this.clients.newcomer(choice);
    if (person) {
      const by = this.clients.person(0, 'administrator');
      this.clients.removeNewcomer(person);
      await this.ask(by, { service: 'auth', method: 'DELETE', path: `/users/${person}` }, person, () => {
        this.seen.done.push({ kind: 'leave', ...this.base(by), person });
      });
    }
  }

  private async closeDay(): Promise<void> {
    const by = this.clients.person(0, 'administrator');
    const day = this.clients.clock.day(1);
    const request = { service: 'finance', method: 'POST', path: `/accounting/days/${day}/close` } as const;
    await this.ask(by, request, day, (answer) => {
      this.seen.done.push({ kind: 'close-day', ...this.base(by), day, answer: answer as DayClosing });
    });
  }

  private async rotateKeys(): Promise<void> {
    const by = this.clients.person(0, 'administrator');
    await this.untilAnswered(by, '', async () => {
      await this.clients.rotateKeys();
      this.seen.done.push({ kind: 'rotate-keys', ...this.base(by) });
    });
  }

  private async readTask(): Promise<void> {
    const { choice } = this.context.operation;
    const task = this.clients.task(choice);
    if (task) {
      const by = this.clients.person(choice);
      await this.ask(
        by,
        { service: 'tasks', method: 'GET', path: `/tasks/${task.id}` },
        task.id,
        (answer) => {
          this.seen.done.push({
            kind: 'read-task',
            ...this.base(by),
            task: task.id,
            answer: answer as TaskView,
          });
        },
      );
    }
  }

  /** Sends a request until it is answered; calls `note` if it was carried out. */
  private async ask(
    by: Person,
    request: Request,
    about: string,
    note: (body: unknown) => void,
  ): Promise<void> {
    await this.untilAnswered(by, about, async () => {
      const { status, body } = await this.clients.attempt(by, request, this.context.operation.key);
      if (status < 400) {
        note(body);
      } else {
        const { kind } = this.context.operation;
        this.seen.refused.push({ kind, ...this.base(by), about, status, code: codeOf(body) });
      }
    });
  }

  private async untilAnswered(by: Person, about: string, attempt: () => Promise<void>): Promise<void> {
    const deadline = performance.now() + giveUpMilliseconds;
    for (;;) {
      this.attempts += 1;
      try {
        return await attempt();
      } catch (error) {
        const last = reasonOf(error);
        this.seen.noteFailedAttempt(last);
        if (performance.now() > deadline) {
          this.seen.unanswered.push({ kind: this.context.operation.kind, ...this.base(by), about, last });
          throw new NoAnswer(last, { cause: error });
        }
      }
      await delay(pauseMilliseconds);
    }
  }
}

/** The innermost reason of a failed attempt, without what differs each time. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error
    ? reasonOf(error.cause)
    : `${error.name}: ${error.message}`.slice(0, 200);
}
