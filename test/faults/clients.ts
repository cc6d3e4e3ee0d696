import { setTimeout as delay } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import type { AuditLogLine, DayClosing, Reassignment, Reversal, TaskView, UserView } from '@ates/contracts';
import { abortedAfter } from '@ates/platform';
import { signIn } from '../../tools/demo/sign-in.mjs';
import { authEnvironment, demoPassword, employees, type ServiceName } from '../support/system.js';
import type { FaultSystem } from './fault-system.js';
import type { Observations } from './observations.js';
import type { PlannedOperation } from './schedule.js';

const attemptMilliseconds = 4000;
const signInMilliseconds = 15_000;
const pauseMilliseconds = 100;
/** An operation without an answer after this long will not get one. */
const giveUpMilliseconds = 300_000;

/** Someone who acts: one of the demo people, or someone who joined during a run. */
interface Person {
  /** Of the demo people, known once they have signed in. */
  id: string;
  email: string;
  role: 'administrator' | 'manager' | 'performer';
  /** How many operations they are carrying out. */
  acting: number;
  /** Whether their roles are being changed or they are leaving; then they begin nothing. */
  isChanging: boolean;
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

/** The type of a problem: `urn:ates:problem:<code>`. */
const codeOf = (body: unknown): string =>
  typeof body === 'object' && body !== null && 'type' in body ? String(body.type).replace(/^.*:/, '') : '';

const subjectOf = (token: string): string => {
  const claims = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
  return (JSON.parse(claims) as { sub: string }).sub;
};

/**
 * The clients of a run. Each sends its operations one after the other, and repeats one with the same idempotency key until
 * it gets an answer. They know only what they were told.
 */
export class Clients {
  private readonly demoPeople: Person[] = [
    { email: 'admin@ates.local', role: 'administrator' as const },
    { email: 'manager@ates.local', role: 'manager' as const },
    ...['accountant@ates.local', ...employees].map((email) => ({ email, role: 'performer' as const })),
  ].map((person) => ({ ...person, id: '', acting: 0, isChanging: false }));
  /** People who joined during a run and have not left. */
  private newcomers: Person[] = [];
  private readonly tokens = new Map<Person, string>();
  private readonly signingIn = new Map<Person, Promise<string>>();
  /** Tasks that were created, in the order of the answers. */
  private readonly tasks: { id: string; author: Person }[] = [];
  // A connection for each request: the next attempt reaches another instance.
  private readonly agent = new Agent({ pipelining: 0, connect: { timeout: attemptMilliseconds } });
  private joined = 0;
  private isClosed = false;

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

  /** Ends operations under way without an answer. */
  async close(): Promise<void> {
    this.isClosed = true;
    await this.agent.destroy();
  }

  /** Whether an operation should stop waiting for its answer. */
  get hasClosed(): boolean {
    return this.isClosed;
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
    const { status, text } = await abortedAfter(attemptMilliseconds, undefined, async (signal) => {
      const response = await fetch(`${this.system.urlOf(service)}${path}`, {
        method,
        dispatcher: this.agent,
        signal,
        headers: {
          authorization: `Bearer ${token}`,
          connection: 'close',
          ...(method === 'GET' ? {} : { 'idempotency-key': key }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, text: await response.text() };
    });
    const answer = { status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
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

  /** Lets someone act: one of the demo people with this role, or without one also someone who joined. */
  async as(
    choice: number,
    role: Person['role'] | undefined,
    act: (person: Person) => Promise<void>,
  ): Promise<void> {
    const able = role
      ? this.demoPeople.filter((person) => person.role === role)
      : [...this.demoPeople, ...this.newcomers.filter(({ isChanging }) => !isChanging)];
    await this.acting(able[choice % able.length] as Person, act);
  }

  /** Lets a person act. */
  async acting(person: Person, act: (person: Person) => Promise<void>): Promise<void> {
    person.acting += 1;
    try {
      await act(person);
    } finally {
      person.acting -= 1;
    }
  }

  /**
   * Changes someone who joined and is not acting just now: otherwise they might lose the right to repeat a request
   * whose answer was lost. Does nothing if there is no one.
   */
  async changing(choice: number, change: (person: Person) => Promise<void>): Promise<void> {
    const idle = this.newcomers.filter(({ acting, isChanging }) => acting === 0 && !isChanging);
    const person = idle[choice % Math.max(1, idle.length)];
    if (person) {
      person.isChanging = true;
      await change(person);
      person.isChanging = false;
    }
  }

  /** Whether someone is still here, and no one is changing that. */
  canAct(person: Person): boolean {
    return this.demoPeople.includes(person) || (this.newcomers.includes(person) && !person.isChanging);
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

  addNewcomer(id: string, email: string): void {
    this.newcomers.push({ id, email, role: 'performer', acting: 0, isChanging: false });
  }

  removeNewcomer(person: Person): void {
    this.newcomers = this.newcomers.filter((newcomer) => newcomer !== person);
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
    const { clients } = this;
    const { kind, choice } = this.context.operation;
    switch (kind) {
      case 'create':
        return clients.as(choice, undefined, (by) => this.create(by));
      case 'complete':
        return clients.as(choice, undefined, (by) => this.complete(by));
      case 'edit':
        return this.edit();
      case 'assign':
        return clients.as(choice, 'manager', (by) => this.assign(by));
      case 'reassign-all':
        return clients.as(choice, 'manager', (by) => this.reassignAll(by));
      case 'join':
        return clients.as(choice, 'administrator', (by) => this.join(by));
      case 'change-roles':
        return clients.as(choice, 'administrator', (by) => this.changeRoles(by));
      case 'leave':
        return clients.as(choice, 'administrator', (by) => this.leave(by));
      case 'close-day':
        return clients.as(choice, 'administrator', (by) => this.closeDay(by));
      case 'reverse':
        return clients.as(choice, undefined, (of) => this.reverse(of));
      case 'rotate-keys':
        return clients.as(choice, 'administrator', (by) => this.rotateKeys(by));
      case 'read-task':
        return clients.as(choice, undefined, (by) => this.readTask(by));
      case 'read-money':
        return clients.as(choice, undefined, (by) => this.readMoney(by));
    }
  }

  private get seen(): Observations {
    return this.clients.observations;
  }

  private base(by: Person) {
    const { seed, client, operation } = this.context;
    return { seed, client, key: operation.key, by: by.id, attempts: this.attempts };
  }

  private async create(by: Person): Promise<void> {
    const text = this.newText;
    const body = { description: text };
    await this.ask(by, { service: 'tasks', method: 'POST', path: '/tasks', body }, '', (given) => {
      const answer = given as TaskView;
      this.clients.addTask(answer.uuid, by);
      this.seen.done.push({ kind: 'create', ...this.base(by), text, answer });
    });
  }

  private get newText(): string {
    const { seed, operation } = this.context;
    return `[RUN-${seed}] - ${operation.key}`;
  }

  /** Completes a task of somebody who has one. */
  private async complete(by: Person): Promise<void> {
    const path = '/tasks?performer=me&status=saving,open';
    const task = this.one(await this.read<{ items: TaskView[] }>(by, 'tasks', path))?.uuid;
    if (task !== undefined) {
      const request = { service: 'tasks', method: 'PUT', path: `/tasks/${task}/complete` } as const;
      await this.ask(by, request, task, (answer) => {
        this.seen.done.push({ kind: 'complete', ...this.base(by), task, answer: answer as TaskView });
      });
    }
  }

  private async edit(): Promise<void> {
    const { choice } = this.context.operation;
    const task = this.clients.task(choice);
    if (task) {
      const byAuthor = (act: (by: Person) => Promise<void>) => this.clients.acting(task.author, act);
      const byManager = (act: (by: Person) => Promise<void>) => this.clients.as(choice, 'manager', act);
      const text = this.newText;
      const body = { description: text };
      const request = { service: 'tasks', method: 'PATCH', path: `/tasks/${task.id}`, body } as const;
      await (choice % 2 || !this.clients.canAct(task.author) ? byManager : byAuthor)((by) =>
        this.ask(by, request, task.id, (given) => {
          const answer = given as TaskView;
          this.seen.done.push({ kind: 'edit', ...this.base(by), task: task.id, text, answer });
        }),
      );
    }
  }

  private async assign(by: Person): Promise<void> {
    const task = this.clients.task(this.context.operation.choice);
    if (task) {
      const request = { service: 'tasks', method: 'PUT', path: `/tasks/${task.id}/assign` } as const;
      await this.ask(by, request, task.id, (answer) => {
        this.seen.done.push({ kind: 'assign', ...this.base(by), task: task.id, answer: answer as TaskView });
      });
    }
  }

  private async reassignAll(by: Person): Promise<void> {
    await this.ask(by, { service: 'tasks', method: 'PUT', path: '/tasks/reassign' }, '', (answer) => {
      this.seen.done.push({ kind: 'reassign-all', ...this.base(by), answer: answer as Reassignment });
    });
  }

  private async join(by: Person): Promise<void> {
    const email = this.clients.nextEmail();
    const body = { name: `Newcomer ${email}`, email, password: demoPassword, roles: ['employee'] };
    await this.ask(by, { service: 'auth', method: 'POST', path: '/users', body }, email, (given) => {
      const answer = given as UserView;
      this.clients.addNewcomer(answer.uuid, email);
      this.seen.done.push({ kind: 'join', ...this.base(by), email, answer });
    });
  }

  private async changeRoles(by: Person): Promise<void> {
    const { choice } = this.context.operation;
    const roles = [['employee'], ['accountant'], ['manager', 'employee']][choice % 3] ?? ['employee'];
    await this.clients.changing(choice, ({ id: person }) => {
      const request = {
        service: 'auth',
        method: 'PATCH',
        path: `/users/${person}`,
        body: { roles },
      } as const;
      return this.ask(by, request, person, (given) => {
        const answer = given as UserView;
        this.seen.done.push({ kind: 'change-roles', ...this.base(by), person, roles, answer });
      });
    });
  }

  private async leave(by: Person): Promise<void> {
    await this.clients.changing(this.context.operation.choice, async (person) => {
      this.clients.removeNewcomer(person);
      const request = { service: 'auth', method: 'DELETE', path: `/users/${person.id}` } as const;
      await this.ask(by, request, person.id, () => {
        this.seen.done.push({ kind: 'leave', ...this.base(by), person: person.id });
      });
    });
  }

  private async closeDay(by: Person): Promise<void> {
    const day = this.clients.clock.day(1);
    const request = { service: 'finance', method: 'POST', path: `/accounting/days/${day}/close` } as const;
    await this.ask(by, request, day, (answer) => {
      this.seen.done.push({ kind: 'close-day', ...this.base(by), day, answer: answer as DayClosing });
    });
  }

  /** An administrator reverses a fee or a reward that somebody sees in their audit log. */
  private async reverse(of: Person): Promise<void> {
    const path = '/accounting/audit-log';
    const { items } = (await this.read<{ items: AuditLogLine[] }>(of, 'finance', path)) ?? { items: [] };
    const posting = this.one({
      items: items.filter(({ kind }) => kind === 'fee' || kind === 'reward'),
    })?.uuid;
    if (posting !== undefined) {
      const { choice, key: reason } = this.context.operation;
      const path = `/accounting/postings/${posting}/reversal`;
      const request = { service: 'finance', method: 'POST', path, body: { reason } } as const;
      await this.clients.as(choice, 'administrator', (by) =>
        this.ask(by, request, posting, (given) => {
          this.seen.done.push({ kind: 'reverse', ...this.base(by), reason, answer: given as Reversal });
        }),
      );
    }
  }

  private async rotateKeys(by: Person): Promise<void> {
    await this.untilAnswered(by, '', async () => {
      await this.clients.rotateKeys();
      this.seen.done.push({ kind: 'rotate-keys', ...this.base(by) });
    });
  }

  private async readTask(by: Person): Promise<void> {
    const task = this.clients.task(this.context.operation.choice)?.id;
    if (task !== undefined) {
      await this.ask(by, { service: 'tasks', method: 'GET', path: `/tasks/${task}` }, task, (given) => {
        this.seen.done.push({ kind: 'read-task', ...this.base(by), task, answer: given as TaskView });
      });
    }
  }

  private async readMoney(by: Person): Promise<void> {
    const paths = ['/accounting/balance', '/accounting/audit-log'];
    const path = paths[this.context.operation.choice % 2] ?? '';
    await this.ask(by, { service: 'finance', method: 'GET', path }, '', () => {
      this.seen.done.push({ kind: 'read-money', ...this.base(by) });
    });
  }

  /** The element that the choice of this operation stands for. */
  private one<Element>(list: { items: Element[] } | undefined): Element | undefined {
    const { choice } = this.context.operation;
    return list?.items[choice % Math.max(1, list.items.length)];
  }

  /** Reads something that the operation needs; undefined if that is refused. */
  private async read<Body>(by: Person, service: ServiceName, path: string): Promise<Body | undefined> {
    let found: Body | undefined;
    await this.ask(by, { service, method: 'GET', path }, '', (body) => {
      found = body as Body;
    });
    return found;
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
        if (performance.now() > deadline || this.clients.hasClosed) {
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
