import { randomBytes } from 'node:crypto';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { taskAssigned, userChanged, type TaskView } from '@ates/contracts';
import { newEvent, Outbox } from '@ates/messaging';
import { Database } from '@ates/platform';
import { demoPassword } from '../support/system.js';
import { until } from '../support/until.js';
import { freeEmail, type Caller, type Callers } from './callers.js';
import type { InProcessSystem } from './in-process-system.js';
import type { RoleTableRow } from './row.js';

type FixtureMaker = (caller: Caller, row: RoleTableRow) => Promise<string> | string;

const dayOfStatements = '2026-01-05';

const dayInMilliseconds = 24 * 60 * 60 * 1000;

/** What the rows name in braces: made for a caller, and again for each request that changes it. */
export class Fixtures {
  private readonly pastTime = new Date(Date.now() - dayInMilliseconds).toISOString();
  private pricedTask = '';
  private fee = '';
  private reassignment = '';

  private readonly makers: Record<string, FixtureMaker> = {
    caller: ({ person }) => person ?? this.callers.person('employee').person,
    'another person': async () => (await this.callers.newPerson('employee')).uuid,
    'shared password': () => demoPassword,
    'free e-mail': freeEmail,
    'free beak': () => randomBytes(32).toString('hex'),
    'free client id': freeClientId,
    client: () => this.client(),
    registration: () => this.registration(),
    invitation: () => this.invitation(),
    'open task': () => this.task({ author: this.other, performer: this.other }),
    'task of the caller': (caller) => this.task({ author: this.other, performer: this.personal(caller) }),
    'task written by the caller': (caller) =>
      this.task({ author: this.personal(caller), performer: this.other }),
    'priced task': () => this.pricedTask,
    'past day': () => this.pastTime.slice(0, 10),
    fee: () => this.fee,
    reassignment: () => this.reassignment,
    'statement day': async (caller) => {
      await this.parkedStatement(caller.person ?? this.callers.person('employee').person ?? '');
      return dayOfStatements;
    },
    'another person with a statement': async () => {
      const person = await this.callers.newPerson('employee');
      await this.parkedStatement(person.uuid);
      return person.uuid;
    },
    'parked statement': async () => this.parkedStatement((await this.callers.newPerson('employee')).uuid),
    'parked message': (_, { service }) => this.parkedMessage(service),
    'reconciliation run': (_, { service }) => this.reconciliationRun(service),
  };

  private constructor(
    private readonly system: InProcessSystem,
    private readonly callers: Callers,
    /** An employee who sends no requests of the table. */
    private readonly other: Caller,
  ) {}

  static async of(system: InProcessSystem, callers: Callers): Promise<Fixtures> {
    const fixtures = new Fixtures(system, callers, await callers.newEmployee());
    await fixtures.keepTasksOfManagers();
    await fixtures.makePricedTask();
    await fixtures.bookOnPastDay();
    await fixtures.reassign();
    return fixtures;
  }

  /** The row's path with its fixtures filled in. */
  async pathFor(caller: Caller, row: RoleTableRow): Promise<string> {
    return this.filledIn(row.path ?? pathOf(row), caller, row);
  }

  async bodyFor(caller: Caller, row: RoleTableRow): Promise<unknown> {
    return row.body && (JSON.parse(await this.filledIn(JSON.stringify(row.body), caller, row)) as unknown);
  }

  private async filledIn(text: string, caller: Caller, row: RoleTableRow): Promise<string> {
    let filled = text;
    for (const [braced, name] of text.matchAll(/\{([\w -]+)\}/g)) {
      const make = this.makers[name ?? ''];
      if (!make) {
        throw new Error(`${row.route} names ${braced}, which test/roles/fixtures.ts lacks`);
      }
      filled = filled.replace(braced, await make(caller, row));
    }
    return filled;
  }

  /** Callers who are not a person own nothing; another employee stands in for them. */
  private personal(caller: Caller): Caller {
    return caller.person === undefined || caller.token === undefined ? this.other : caller;
  }

  private async task({ author, performer }: { author: Caller; performer: Caller }): Promise<string> {
    await this.reassignmentsAreDone();
    const created = await this.callers
      .api('tasks', await this.withValidToken(author))
      .post<TaskView>('/tasks', { description: 'Fix the perch' });
    expect(created.status).toBe(201);
    await this.system
      .database('tasks')
      .query(`update task set assigned_to = $2 where id = $1`, [created.body.uuid, performer.person]);
    return created.body.uuid;
  }

  /** An author whose token has expired created the task while it was valid. */
  private async withValidToken(author: Caller): Promise<Caller> {
    const administrator = this.callers.person('administrator');
    return author.person === administrator.person ? administrator : author;
  }

  /** Managers and administrators keep their tasks, as if just promoted: a trigger prevents reassigning them. */
  private async keepTasksOfManagers(): Promise<void> {
    await this.system.database('tasks').query(
      `create function stay() returns trigger language plpgsql as $$ begin
         return case when exists (
           select from cached_user where id = old.assigned_to and roles && '{manager,administrator}'
         ) then null else new end;
       end $$`,
    );
    await this.system
      .database('tasks')
      .query(`create trigger stay before update of assigned_to on task for each row execute function stay()`);
  }

  private async reassign(): Promise<void> {
    const tasks = this.callers.api('tasks', this.callers.person('manager'));
    this.reassignment = (await tasks.put<{ id: string }>('/tasks/reassign')).body.id;
    await this.reassignmentsAreDone();
  }

  /** Otherwise one in progress could reassign a task just before its performer completes it. */
  private async reassignmentsAreDone(): Promise<void> {
    await until('all reassignments are finished', async () => {
      const rows = await this.system
        .database('tasks')
        .query(`select from reassignment where finished_at is null`);
      return rows.length === 0;
    });
  }

  private async makePricedTask(): Promise<void> {
    this.pricedTask = await this.task({ author: this.other, performer: this.other });
    const finance = this.callers.api('finance', this.other);
    await until(
      'Finance has priced the task',
      async () => (await finance.get(`/tasks/${this.pricedTask}/price`)).status === 200,
    );
  }

  /** Publishes an assignment of yesterday, so that there is a day to close. */
  private async bookOnPastDay(): Promise<void> {
    const task = uuidv4();
    const event = newEvent(taskAssigned, {
      task_uuid: task,
      assigned_to: this.other.person ?? '',
      timestamp: this.pastTime,
    });
    const outbox = this.system.get('tasks', Outbox);
    await this.system.get('tasks', Database).transaction((tx) => outbox.add(tx, [event]));
    this.fee = await until('Finance has booked the fee', async () => {
      const [posting] = await this.system
        .database('finance')
        .query<{ id: string }>(`select id from posting where task_id = $1`, [task]);
      return posting?.id;
    });
  }

  /** A parked statement that could be mailed now; returns its id. */
  private async parkedStatement(user: string): Promise<string> {
    const [statement] = await this.system.database('finance').query<{ id: string }>(
      `insert into statement (day, user_id, opening_balance, carried_over, state, last_error)
       values ($1, $2, 0, 0, 'parked', 'no such mailbox')
       on conflict (user_id, day) do update set last_error = excluded.last_error
       returning id`,
      [dayOfStatements, user],
    );
    return statement?.id ?? '';
  }

  /** A service client without a usable secret; returns its id. */
  private async client(): Promise<string> {
    const id = freeClientId();
    await this.system
      .database('auth')
      .query(
        `insert into service_client (id, secret_hash, audience, scopes) values ($1, '', 'urn:ates:api', '{users:read}')`,
        [id],
      );
    return id;
  }

  /** A confirmed registration awaiting approval; returns its id. */
  private async registration(): Promise<string> {
    const id = uuidv7();
    await this.system.database('auth').query(
      `insert into registration (id, name, email, language, password_hash, confirmed_at)
       values ($1, 'Rio', $2, 'en', '', now())`,
      [id, freeEmail()],
    );
    return id;
  }

  /** An open invitation; returns its id. */
  private async invitation(): Promise<string> {
    const id = uuidv7();
    await this.system.database('auth').query(
      `insert into invitation (id, email, roles, language, invited_by, expires_at)
       values ($1, $2, '{employee}', 'en', $1, now() + interval '1 day')`,
      [id, freeEmail()],
    );
    return id;
  }

  /** A run with Auth as the producer; Auth itself consumes nothing, so there the id is unknown. */
  private async reconciliationRun(service: RoleTableRow['service']): Promise<string> {
    const api = this.callers.api(service, this.callers.person('administrator'));
    const { body } = await api.post<{ id: string }>('/reconciliation/runs', { producer: 'auth' });
    return service === 'auth' ? uuidv7() : body.id;
  }

  /** A parked event of Auth that could be consumed now; returns its id. */
  private async parkedMessage(service: RoleTableRow['service']): Promise<string> {
    const id = uuidv7();
    const body = { user_id: this.other.person, timestamp: this.pastTime };
    await this.system.database(service).query(
      `insert into parked_message (id, source, fingerprint, producer, type, properties, body, reason)
       values ($1::uuid, 'feed of auth', $1::uuid::text, 'auth', $2, '{}', $3, 'its body could not be read')`,
      [id, userChanged.type, Buffer.from(JSON.stringify(body))],
    );
    return id;
  }
}

let clients = 0;

/** An unused client id. */
const freeClientId = (): string => {
  clients += 1;
  return `client-${clients}`;
};

/** The path of a row's route. */
export const pathOf = ({ route }: RoleTableRow): string => route.slice(route.indexOf('/'));
