import type { BusinessDay, BusinessDayPage } from '@ates/contracts';
import { Api } from '../../support/api.js';
import { performers } from '../../support/load.js';
import type { System } from '../../support/system.js';
import { until } from '../../support/until.js';

/**
 * Two time zones that never share a date: a day that is today in the first has ended in the second. Restarting Finance
 * in the second zone ends the day without waiting for midnight.
 */
const earlierZone = 'Etc/GMT+12';
const laterZone = 'Pacific/Kiritimati';

/** Environment of a system whose day `endDay` can end. */
export const endableDay = { finance: { BUSINESS_TIME_ZONE: earlierZone } };

/** Ends the day on which everything was booked so far. Works once, before any day is closed. */
export async function endDay(system: System): Promise<void> {
  await system.services.finance.stop();
  await system.services.finance.start({ BUSINESS_TIME_ZONE: laterZone });
}

interface Task {
  uuid: string;
  assigned_to: { uuid: string };
}

/** Ids of things that have a page. */
export interface SimulatedDay {
  /** The day that was closed. */
  day: BusinessDay;
  task: string;
  person: string;
  reassignment: string;
}

const chores = [
  '[POPUG-1] - Fix the perch in the meeting room',
  '[POPUG-2] - Fill the millet bowl',
  'Teach the new hatchling to say "deadline"',
  '[POPUG-4] - Polish the mirror',
  'Count the sunflower seeds',
  'Water the palm tree',
  'Answer the cat (politely)',
  '[POPUG-8] - Hang up the bell again',
  'Clean the cage of the printer',
  'Practise the company anthem',
];

/**
 * Simulates a working day over the API, closes it, and adds some activity on the next day. `descriptions` are those of
 * its tasks, at least six.
 */
export async function simulateDay(system: System, descriptions = chores): Promise<SimulatedDay> {
  const people = await performers(system);
  const manager = await system.as('manager@ates.local', 'tasks');
  const created = await Promise.all(descriptions.map((chore) => create(manager, chore)));
  await completeTasks(people, created.slice(0, 6));
  await waitForPostings(system, created.length + 6);
  await endDay(system);
  const day = await closeDay(system);
  const later = await Promise.all(descriptions.slice(0, 6).map((chore) => create(manager, chore)));
  await completeTasks(people, later.slice(0, 2));
  const { body } = await manager.put<{ id: string }>('/tasks/reassign');
  await until('the reassignment has completed', async () => {
    const run = await manager.get<{ state: string }>(`/tasks/reassignments/${body.id}`);
    return run.body.state === 'completed';
  });
  const reassigned = created.length - 6 + later.length - 2;
  await waitForPostings(system, created.length + 6 + later.length + 2 + reassigned + day.paid_people);
  const [person = ''] = people.keys();
  return { day, task: created[0]?.uuid ?? '', person, reassignment: body.id };
}

async function create(author: Api, description: string): Promise<Task> {
  const { status, body } = await author.post<Task>('/tasks', { description });
  expect(status).toBe(201);
  return body;
}

async function completeTasks(people: Map<string, Api>, tasks: readonly Task[]): Promise<void> {
  for (const { uuid, assigned_to: performer } of tasks) {
    const answer = await people.get(performer.uuid)?.put(`/tasks/${uuid}/complete`);
    expect(answer?.status).toBe(200);
  }
}

/** Each person creates one more task; then the performers complete all open tasks and Finance books them. */
export async function completeAllTasks(system: System): Promise<void> {
  const people = await performers(system);
  for (const api of people.values()) {
    await create(api, 'Fill the millet bowl');
  }
  for (const api of people.values()) {
    const { body } = await api.get<{ items: Task[] }>('/tasks?performer=me&status=saving,open');
    await completeTasks(people, body.items);
  }
  const [published] = await system.databases.tasks.query<{ postings: number }>(
    `select (select count(*) from task_assignment)::int + (select count(completed_at) from task)::int as postings`,
  );
  await waitForPostings(system, published?.postings ?? 0);
}

/** Waits until Finance has booked at least that many postings. */
async function waitForPostings(system: System, postings: number): Promise<void> {
  await until(`Finance has booked ${postings} postings`, async () => {
    const [row] = await system.databases.finance.query<{ count: number }>(
      `select count(*)::int as count from posting`,
    );
    return (row?.count ?? 0) >= postings;
  });
}

/** The first day with a posting. */
export async function firstBookedDay(system: System): Promise<string> {
  const [row] = await system.databases.finance.query<{ day: string }>(
    `select min(booked_on)::text as day from posting`,
  );
  return row?.day ?? '';
}

/** Closes the first day over the API. */
async function closeDay(system: System): Promise<BusinessDay> {
  const administrator = await system.as('admin@ates.local', 'finance');
  const day = await firstBookedDay(system);
  return until('the day is closed', async () => {
    await administrator.post(`/accounting/days/${day}/close`);
    const { body } = await administrator.get<BusinessDayPage>('/accounting/days');
    return body.items.find(({ date }) => date === day);
  });
}
