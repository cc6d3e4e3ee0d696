import { cachedUsersChanged } from '@ates/identity';
import { Database } from '@ates/platform';
import { feedPage, type TaskView } from '@ates/contracts';
import type { Api } from '../../../test/support/api.js';
import { blocksRead } from '../../../test/support/changes.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { reassignmentRequested } from '../src/reassignments/request-reassignment.js';
import { countOfStranded, redrawIsDue } from '../src/tasks/stranded-tasks.js';
import { TasksService } from './support/tasks-service.js';

const sequencerPoll = 'select place_events%';

describe('Tasks while idle', () => {
  let tasks: TasksService;
  let manager: Person;
  let performer: Person;

  beforeEach(async () => {
    tasks = await TasksService.start();
    manager = await tasks.person('manager');
    performer = await tasks.person('employee');
  });

  afterEach(() => tasks.stop());

  /** When a statement like `pattern` was last started. */
  const lastBegun = async (pattern: string): Promise<Date> => {
    const [row] = await tasks.database.query<{ at: Date | null }>(
      `select max(query_start) as at from pg_stat_activity
       where datname = current_database() and query like $1 and pid <> pg_backend_pid()`,
      [pattern],
    );
    return row?.at ?? new Date(0);
  };

  /** Waits for the next run of a polling statement and returns the milliseconds since its previous run. */
  const nextPause = async (pattern: string): Promise<number> => {
    const last = await lastBegun(pattern);
    const next = await until('it polls again', async () => {
      const at = await lastBegun(pattern);
      return at > last ? at : undefined;
    });
    return next.getTime() - last.getTime();
  };

  it('checks for stranded tasks by reading only a few database blocks, however many tasks are open', async () => {
    const others = await tasks.people(3, 'employee');
    await tasks.remove(await tasks.person('employee'));
    await tasks.openTasks(20_000, [performer, ...others]);
    expect(await blocksRead(tasks.database, redrawIsDue)).toBeLessThan(30);
    expect(await blocksRead(tasks.database, countOfStranded)).toBeLessThan(30);
  });

  it('finds a stranded task among many that are not', async () => {
    const leaver = await tasks.person('employee');
    await tasks.openTasks(5000, [performer]);
    const [stranded] = await tasks.openTasks(1, [leaver]);
    await tasks.remove(leaver);
    const { body } = await until('it is reassigned', async () => {
      const found = await (await tasks.as(manager)).get<TaskView>(`/tasks/${stranded}`);
      return found.body.assigned_to.uuid === performer.uuid ? found : undefined;
    });
    expect(body.waits_for_performer).toBe(false);
  });

  it('does not lock the outbox head while no event needs a position', async () => {
    await tasks.during(`select from outbox_head for update`, [], async () => {
      await nextPause(sequencerPoll);
      await nextPause(sequencerPoll);
      const waiting = await tasks.database.query(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      expect(waiting).toEqual([]);
    });
  });

  it('backs off, yet assigns a position to a new event at once', async () => {
    const author = await tasks.as(manager);
    const reader = await tasks.asService('events:read');
    const delays: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      await until('the sequencer has backed off', async () => (await nextPause(sequencerPoll)) > 600);
      delays.push(await delayOfEvent(author, reader));
    }
    // Without the wake-up, half of them would take longer than that.
    expect(delays.sort((left, right) => left - right)[2]).toBeLessThan(250);
  });

  /** Milliseconds from the response to POST /tasks until a long-polling reader gets the events. */
  const delayOfEvent = async (author: Api, reader: Api): Promise<number> => {
    const position = feedPage.parse((await reader.get('/events?after=0&limit=1000')).body).last_position;
    const waiting = reader.get(`/events?after=${position}&wait=20`);
    await author.post('/tasks', { description: 'Ring the bell' });
    const answeredAt = performance.now();
    expect(feedPage.parse((await waiting).body).events).not.toEqual([]);
    return performance.now() - answeredAt;
  };

  it.each([
    [
      'a requested reassignment',
      reassignmentRequested,
      async () => (await tasks.as(manager)).put('/tasks/reassign'),
    ],
    ['an event about a person', cachedUsersChanged, () => tasks.remove(performer)],
  ])('is woken by %s', async (_, signal, act) => {
    let isGiven = false;
    tasks.get(Database).signals.on(signal, () => {
      isGiven = true;
    });
    await act();
    await until('the signal is given', () => isGiven);
  });
});
