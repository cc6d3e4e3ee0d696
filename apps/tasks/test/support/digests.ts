import type { NotificationSettings } from '@ates/contracts';
import type { Person } from '../../../../test/support/peers.js';
import { until } from '../../../../test/support/until.js';
import type { TasksService } from './tasks-service.js';

interface StoredDigest {
  person: string;
  date: string;
  state: string;
  attempts: number;
  last_error: string | null;
  message_id: string | null;
}

/** The daily digests of a Tasks service. */
export class Digests {
  constructor(private readonly tasks: TasksService) {}

  /** Turns a person's digest on or off. */
  async turn(person: Person, isOn: boolean): Promise<void> {
    const api = await this.tasks.as(person);
    const { status, body } = await api.put<NotificationSettings>('/notifications/settings', {
      daily_digest: isOn,
    });
    expect([status, body]).toEqual([200, { daily_digest: isOn }]);
  }

  /** A person who wants the digest and was given a task. The only one who is ever drawn is the first. */
  async subscriber(): Promise<Person> {
    const person = await this.tasks.person('employee');
    await this.turn(person, true);
    await this.notify(person);
    return person;
  }

  /** Adds a notification of a new task, `Fix the perch` by default. */
  async notify(person: Person, at = new Date(), taskId?: string): Promise<string> {
    const [id = ''] = taskId === undefined ? await this.tasks.openTasks(1, [person]) : [taskId];
    await this.tasks.database.query(
      `insert into notification (id, person_id, at, kind, cause, task_id)
       values (uuidv7(), $1, $2, 'assigned', 'created', $3)`,
      [person.uuid, at, id],
    );
    return id;
  }

  stored(): Promise<(StoredDigest & Record<string, unknown>)[]> {
    return this.tasks.database.query(
      `select person_id as person, day::text as date, state, attempts, last_error, message_id
       from digest order by day, person_id`,
    );
  }

  async are(...states: string[]): Promise<void> {
    await until(`the digests are ${states.join(', ')}`, async () => {
      const stored = await this.stored();
      return String(stored.map(({ state }) => state).sort()) === String(states);
    });
  }

  /** Skips the pause before the next attempt, which is seconds here; an attempt in progress hides it for minutes. */
  async skipPause(): Promise<void> {
    await this.tasks.database.query(
      `update digest set next_attempt_at = now()
       where state = 'pending' and next_attempt_at < now() + interval '1 minute'`,
    );
  }

  /** Skips the time after which attempts count as lost. */
  async loseAttempts(): Promise<void> {
    await this.tasks.database.query(`update digest set next_attempt_at = now() where state = 'pending'`);
  }
}
