import type { Api } from './api.js';
import { employees, type System } from './system.js';

interface CreatedTask {
  uuid: string;
  assigned_to: { uuid: string };
}

/** The results of a load, as its callers saw them. */
export interface LoadOutcome {
  created: number;
  completed: number;
  /** Unexpected responses. */
  failures: string[];
}

/** Everyone eligible as a performer, signed in to Tasks, by id. */
export async function performers(system: System): Promise<Map<string, Api>> {
  const byId = new Map<string, Api>();
  for (const email of [...employees, 'accountant@ates.local']) {
    const token = await system.tokenOf(email);
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      sub: string;
    };
    byId.set(sub, await system.as(email, 'tasks'));
  }
  return byId;
}

/**
 * Creates `count` tasks, `atOnce` at a time, and lets the performer of every second one complete it.
 * Calls `onProgress` after each with the number done so far.
 */
export async function createAndComplete(
  people: Map<string, Api>,
  count: number,
  atOnce: number,
  onProgress: (done: number) => void = () => undefined,
): Promise<LoadOutcome> {
  const authors = [...people.values()];
  const outcome: LoadOutcome = { created: 0, completed: 0, failures: [] };
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      await createOne(people, authors[index % authors.length] as Api, index, outcome);
      done += 1;
      onProgress(done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcome;
}

async function createOne(
  people: Map<string, Api>,
  author: Api,
  index: number,
  outcome: LoadOutcome,
): Promise<void> {
  const created = await author.post<CreatedTask>('/tasks', { description: `Task ${index}` });
  if (created.status !== 201) {
    outcome.failures.push(`create: ${created.status} ${JSON.stringify(created.body)}`);
    return;
  }
  outcome.created += 1;
  const performer = people.get(created.body.assigned_to.uuid);
  if (index % 2 === 0 && performer) {
    const done = await performer.put(`/tasks/${created.body.uuid}/complete`);
    if (done.status === 200) {
      outcome.completed += 1;
    } else {
      outcome.failures.push(`complete: ${done.status} ${JSON.stringify(done.body)}`);
    }
  }
}
