import type { BusinessDay, BusinessDayPage } from '@ates/contracts';
import { Api } from '../../support/api.js';
import { performers } from '../../support/load.js';
import type { System } from '../../support/system.js';
import { until } from '../../support/until.js';

/**
 * Zones whose calendars never show the same date: where it is today in the one, that day is over in the other. Finance
 * that is started anew in the other finds its day over, and nobody has to wait for midnight.
 */
const zoneOfTheDay = 'Etc/GMT+12';
const zoneOfTheEvening = 'Pacific/Kiritimati';

/** Keys for services whose day can be ended by `dayEnds`. */
export const dayThatCanEnd = { finance: { BUSINESS_TIME_ZONE: zoneOfTheDay } };

/** Lets the day be over in which everything was booked so far. It can be done once, before any day is closed. */
export async function dayEnds(system: System): Promise<void> {
  await system.services.finance.stop();
  await system.services.finance.start({ BUSINESS_TIME_ZONE: zoneOfTheEvening });
}

interface Task {
  uuid: string;
  assigned_to: { uuid: string };
}

/** What pages can be shown for. */
export interface PlayedDay {
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

/** Has people work for a day, by the services alone, and closes it; then they go on a little. */
export async function playDay(system: System): Promise<PlayedDay> {
  const people = await performers(system);
  const manager = await system.as('manager@ates.local', 'tasks');
  const created = await Promise.all(chores.map((chore) => create(manager, chore)));
  await completed(people, created.slice(0, 6));
  await isBooked(system, created.length + 6);
  await dayEnds(system);
  const day = await closeDay(system);
  const later = await Promise.all(chores.slice(0, 6).map((chore) => create(manager, chore)));
  await completed(people, later.slice(0, 2));
  const { body } = await manager.put<{ id: string }>('/tasks/reassign');
  await until('everything is reassigned', async () => {
    const run = await manager.get<{ state: string }>(`/tasks/reassignments/${body.id}`);
    return run.body.state === 'completed';
  });
  await isBooked(system, created.length + 6 + later.length + 2 + 8 + day.paid_people);
  const [person = ''] = people.keys();
  return { day, task: created[0]?.uuid ?? '', person, reassignment: body.id };
}

async function create(author: Api, description: string): Promise<Task> {
  const { status, body } = await author.post<Task>('/tasks', { description });
  expect(status).toBe(201);
  return body;
}

async function completed(people: Map<string, Api>, tasks: readonly Task[]): Promise<void> {
  for (const { uuid, assigned_to: performer } of tasks) {
    const answer = await people.get(performer.uuid)?.put(`/tasks/${uuid}/complete`);
    expect(answer?.status).toBe(200);
  }
}

/** Each person writes one task more, and everything that is open is completed by its performer and booked. */
export async function completeEverything(system: System): Promise<void> {
  const people = await performers(system);
  for (const api of people.values()) {
    await create(api, 'Fill the millet bowl');
  }
  for (const api of people.values()) {
    const { body } = await api.get<{ items: Task[] }>('/tasks?performer=me&status=saving,open');
    await completed(people, body.items);
  }
  const [told] = await system.databases.tasks.query<{ lines: number }>(
    `select (select count(*) from task_assignment)::int + (select count(completed_at) from task)::int as lines`,
  );
  await isBooked(system, told?.lines ?? 0);
}

/** Waits until that many lines are in the books. */
async function isBooked(system: System, lines: number): Promise<void> {
  await until(`${lines} lines are booked`, async () => {
    const [row] = await system.databases.finance.query<{ count: number }>(
      `select count(*)::int as count from posting`,
    );
    return (row?.count ?? 0) >= lines;
  });
}

/** The first day that anything is booked on. */
export async function bookedDay(system: System): Promise<string> {
  const [row] = await system.databases.finance.query<{ day: string }>(
    `select min(booked_on)::text as day from posting`,
  );
  return row?.day ?? '';
}

/** Closes the first day, over the API. */
async function closeDay(system: System): Promise<BusinessDay> {
  const administrator = await system.as('admin@ates.local', 'finance');
  const day = await bookedDay(system);
  return until('the day is closed', async () => {
    await administrator.post(`/accounting/days/${day}/close`);
    const { body } = await administrator.get<BusinessDayPage>('/accounting/days');
    return body.items.find(({ date }) => date === day);
  });
}
