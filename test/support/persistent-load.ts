import { setTimeout as delay } from 'node:timers/promises';
import { abortedAfter } from '@ates/platform';
import { v4 as uuidv4 } from 'uuid';
import type { Api, ApiResponse } from './api.js';
import type { TestDatabase } from './database.js';

interface CreatedTask {
  uuid: string;
  assigned_to: { uuid: string };
}

const pauseMilliseconds = 50;
const requestMilliseconds = 10_000;

/**
 * Clients that create tasks and complete every second one. Each repeats a request with its idempotency key until it is
 * answered, as the web UI does, so what it was told happened exactly once.
 */
export class PersistentLoad {
  /** Tasks by id, whether their completion was acknowledged. */
  readonly acknowledged = new Map<string, boolean>();
  /** When each request was answered, as `performance.now()` counts. */
  readonly answers: number[] = [];
  private isStopping = false;
  private readonly clients: Promise<void>[];

  private constructor(
    private readonly people: Map<string, Api>,
    clients: number,
  ) {
    const authors = [...people.values()];
    this.clients = Array.from({ length: clients }, (_, index) =>
      this.work(authors[index % authors.length] as Api),
    );
  }

  /** Starts the clients with people who may perform tasks, by id. */
  static start(people: Map<string, Api>, clients: number): PersistentLoad {
    return new PersistentLoad(people, clients);
  }

  /** Ends the clients after the request that each has in progress; throws if one was refused. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await Promise.all(this.clients);
  }

  /** How many tasks were created and completed: each is one fee or reward. */
  acknowledgements(): number {
    const completed = [...this.acknowledged.values()].filter(Boolean);
    return this.acknowledged.size + completed.length;
  }

  /** The tasks that the database of Tasks has, by id, whether they are completed; and which of the acknowledged it has. */
  async compareWith(database: TestDatabase): Promise<{ kept: Map<string, boolean>; found: string[] }> {
    const rows = await database.query<{ id: string; is_completed: boolean }>(
      `select id, completed_at is not null as is_completed from task`,
    );
    const kept = new Map(rows.map(({ id, is_completed: isCompleted }) => [id, isCompleted]));
    const acknowledged = [...this.acknowledged].filter(([id, isCompleted]) => kept.get(id) === isCompleted);
    return { kept, found: acknowledged.map(([id]) => id) };
  }

  /** The longest time without an answer after `since`, in milliseconds. */
  longestPause(since: number): number {
    const after = this.answers.filter((time) => time >= since);
    return Math.max(...after.map((time, index) => time - (after[index - 1] ?? since)));
  }

  private async work(author: Api): Promise<void> {
    for (let count = 0; !this.isStopping; count += 1) {
      const created = await this.untilAnswered<CreatedTask>(author, 'POST', '/tasks', {
        description: `Task ${count}`,
      });
      if (created.status !== 201) {
        throw new Error(`creating a task was refused: ${created.status} ${JSON.stringify(created.body)}`);
      }
      const { uuid, assigned_to: performer } = created.body;
      this.acknowledged.set(uuid, false);
      const api = this.people.get(performer.uuid);
      if (count % 2 === 0 && api) {
        const done = await this.untilAnswered(api, 'PUT', `/tasks/${uuid}/complete`);
        if (done.status !== 200) {
          throw new Error(`completing a task was refused: ${done.status} ${JSON.stringify(done.body)}`);
        }
        this.acknowledged.set(uuid, true);
      }
    }
  }

  private async untilAnswered<Body>(
    api: Api,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ApiResponse<Body>> {
    const headers = { 'idempotency-key': uuidv4() };
    for (;;) {
      const answer = await abortedAfter(requestMilliseconds, undefined, (signal) =>
        api.send<Body>(method, path, body, headers, signal),
      ).catch(() => undefined);
      if (answer && answer.status < 500) {
        this.answers.push(performance.now());
        return answer;
      }
      await delay(pauseMilliseconds);
    }
  }
}
