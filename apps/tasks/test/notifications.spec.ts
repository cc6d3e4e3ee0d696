import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type {
  CurrentReassignment,
  NotificationPage,
  NotificationView,
  Reassignment,
  TaskView,
  UnreadNotifications,
} from '@ates/contracts';
import { mostUnread } from '@ates/contracts';
import { Api } from '../../../test/support/api.js';
import { ChangeListener } from '../../../test/support/changes.js';
import { during } from '../../../test/support/locks.js';
import type { Person } from '../../../test/support/peers.js';
import { until } from '../../../test/support/until.js';
import { DeleteOldNotifications } from '../src/notifications/delete-old-notifications.js';
import { ContinueReassignment } from '../src/reassignments/continue-reassignment.js';
import { problem } from '../../../test/support/problem.js';
import { TasksService } from './support/tasks-service.js';

describe('Notifications of what was assigned to people and taken from them (T2, T4, T5, T12)', () => {
  let tasks: TasksService;
  let manager: Person;
  let performer: Person;
  let api: Api;

  beforeEach(async () => {
    tasks = await TasksService.start();
    manager = await tasks.person('manager');
    performer = await tasks.person('employee');
    api = await tasks.as(manager);
  });

  afterEach(() => tasks.stop());

  const pageOf = async (person: Person, query = ''): Promise<NotificationPage> => {
    const { status, body } = await (await tasks.as(person)).get<NotificationPage>(`/notifications${query}`);
    expect(status).toBe(200);
    return body;
  };

  const notificationsOf = async (person: Person): Promise<NotificationView[]> => (await pageOf(person)).items;

  const unreadOf = async (person: Person): Promise<number> => (await pageOf(person)).unread;

  /** What happened to which task, newest first. */
  const deeds = (items: readonly NotificationView[]) =>
    items.map(({ kind, cause, task }) => [kind, cause, task?.title]);

  const reassigned = async (): Promise<Reassignment> => {
    const { status, body } = await api.put<Reassignment>('/tasks/reassign');
    expect(status).toBe(202);
    return until('the reassignment is completed', async () => {
      const read = await api.get<Reassignment>(`/tasks/reassignments/${body.id}`);
      return read.body.state === 'completed' ? read.body : undefined;
    });
  };

  const countStored = async (): Promise<number> => {
    const [row] = await tasks.database.query<{ count: number }>(
      `select count(*)::int as count from notification`,
    );
    return row?.count ?? 0;
  };

  it('tells the performer of a new task, with its price as soon as Finance has published it', async () => {
    const task = await tasks.task(manager, '[POPUG-42] - Fix the perch');
    const [first] = await notificationsOf(performer);
    expect(first).toMatchObject({
      kind: 'assigned',
      cause: 'created',
      is_read: false,
      at: task.assigned_at,
      task: {
        uuid: task.uuid,
        jira_id: 'POPUG-42',
        title: 'Fix the perch',
        status: 'saving',
        fee: null,
        reward: null,
      },
      reassignment: null,
    });
    tasks.publishPrice(task.uuid);
    await tasks.untilFinanceConsumed();
    expect((await notificationsOf(performer))[0]?.task).toMatchObject({
      status: 'open',
      fee: 1250,
      reward: 3100,
      currency: 'USD',
    });
    expect(await pageOf(manager)).toEqual({ items: [], next_cursor: null, unread: 0 });
  });

  it('adds one notification for repeated commands with the same Idempotency-Key, and none for refused ones', async () => {
    const send = (key: string, description: unknown) =>
      api.post<TaskView>('/tasks', { description }, { 'Idempotency-Key': key });
    const key = uuidv4();
    await Promise.all(Array.from({ length: 5 }, () => send(key, 'Ring the bell')));
    expect(await countStored()).toBe(1);

    const redraw = { 'Idempotency-Key': uuidv4() };
    const [{ task } = {}] = await notificationsOf(performer);
    for (let turn = 0; turn < 3; turn += 1) {
      await api.put(`/tasks/${task?.uuid}/assign`, undefined, redraw);
    }
    expect(deeds(await notificationsOf(performer))).toEqual([
      ['assigned', 'redrawn', 'Ring the bell'],
      ['assigned', 'created', 'Ring the bell'],
    ]);

    expect(await send(uuidv4(), '')).toMatchObject({ status: 400 });
    await (await tasks.as(performer)).put(`/tasks/${task?.uuid}/complete`);
    expect(await api.put(`/tasks/${task?.uuid}/assign`)).toMatchObject(
      problem(409, 'task-already-completed'),
    );
    await tasks.remove(performer);
    expect(await send(uuidv4(), 'Ring it again')).toMatchObject(problem(409, 'no-eligible-performer'));
    expect(await countStored()).toBe(2);
  });

  it('tells both people when a task is redrawn for someone else (T5)', async () => {
    const task = await tasks.task(manager, 'Fix the perch');
    const other = await tasks.person('employee');
    await until('someone else is drawn', async () => {
      const { body } = await api.put<TaskView>(`/tasks/${task.uuid}/assign`);
      return body.assigned_to.uuid === other.uuid;
    });
    expect(deeds(await notificationsOf(other))).toEqual([['assigned', 'redrawn', 'Fix the perch']]);
    expect(deeds(await notificationsOf(performer)).at(0)).toEqual(['taken', 'redrawn', 'Fix the perch']);
    expect(deeds(await notificationsOf(performer)).at(-1)).toEqual(['assigned', 'created', 'Fix the perch']);
  });

  it('tells those who get the tasks of someone who leaves, and tells the deleted nothing (T12)', async () => {
    const [promoted, deleted] = [await tasks.person('employee'), await tasks.person('employee')];
    await tasks.openTasks(3, [promoted]);
    await tasks.openTasks(2, [deleted]);
    await tasks.remove(deleted);
    await until('the tasks of the deleted person are redrawn', async () => (await countStored()) > 1);
    const stored = await countStored();
    tasks.peers.change(promoted, { roles: ['manager'] });
    await tasks.untilCached(promoted);
    await until('the others are redrawn', async () => (await countStored()) > stored);
    const lost = await tasks.database.query<{ person: string; count: number }>(
      `select person_id as person, count(*)::int as count from notification where kind = 'taken' group by person_id`,
    );
    const had = await tasks.database.query(`select from task_assignment where performer_id = $1`, [
      promoted.uuid,
    ]);
    expect(lost).toEqual([{ person: promoted.uuid, count: 3 + had.length }]);
    expect(
      new Set(deeds(await notificationsOf(promoted)).map(([kind, cause]) => `${kind} ${cause}`)),
    ).toContain('taken left');
  });

  describe('of a reassignment of all open tasks (T4)', () => {
    /** What the reassignment did to each person, by its own history. */
    const expectedShares = async (before: Map<string, string>, id: string) => {
      const draws = await tasks.database.query<{ task: string; performer: string }>(
        `select task_id as task, performer_id as performer from task_assignment where reassignment_id = $1`,
        [id],
      );
      const shares = new Map<string, { came: number; went: number; stayed: number }>();
      const shareOf = (person: string) => {
        const share = shares.get(person) ?? { came: 0, went: 0, stayed: 0 };
        shares.set(person, share);
        return share;
      };
      for (const { task, performer: drawn } of draws) {
        const earlier = before.get(task) ?? '';
        if (earlier === drawn) {
          shareOf(drawn).stayed += 1;
        } else {
          shareOf(drawn).came += 1;
          shareOf(earlier).went += 1;
        }
      }
      return shares;
    };

    const performersNow = async (): Promise<Map<string, string>> => {
      const rows = await tasks.database.query<{ task: string; performer: string }>(
        `select id as task, assigned_to as performer from task where completed_at is null`,
      );
      return new Map(rows.map(({ task, performer: assigned }) => [task, assigned]));
    };

    const summariesOf = async (id: string) => {
      const rows = await tasks.database.query<{
        person: string;
        count: number;
        came: number;
        went: number;
        stayed: number;
      }>(
        `select person_id as person, count(*)::int as count, min(came) as came, min(went) as went, min(stayed) as stayed
         from notification where reassignment_id = $1 group by person_id`,
        [id],
      );
      expect(rows.every(({ count }) => count === 1)).toBe(true);
      return new Map(rows.map(({ person, came, went, stayed }) => [person, { came, went, stayed }]));
    };

    it('sums up for each person what came, went and stayed, and what it charged', async () => {
      const people = [performer, ...(await tasks.people(2, 'employee'))];
      const ids = await tasks.openTasks(2500, people);
      const price = (from: number, to?: number) =>
        tasks.database.query(
          `insert into task_price (task_id, fee, reward, currency)
           select id, 1000 + place, 3000, 'USD' from unnest($1::uuid[]) with ordinality as given (id, place)`,
          [ids.slice(from, to)],
        );
      await price(0, 2400);
      const before = await performersNow();
      const { id } = await reassigned();
      const expected = await expectedShares(before, id);
      expect(await summariesOf(id)).toEqual(expected);
      expect(await countStored()).toBe(people.length);
      expect(await tasks.database.query(`select from reassignment_loss`)).toEqual([]);

      const chargedNow = async () => {
        const [row] = await tasks.database.query<{ fees: number; unpriced: number }>(
          `select sum(fee)::int as fees, count(*) filter (where fee is null)::int as unpriced
           from task_assignment left join task_price using (task_id)
           where reassignment_id = $1 and performer_id = $2`,
          [id, performer.uuid],
        );
        return { fees: [{ currency: 'USD', amount: row?.fees }], unpriced: row?.unpriced };
      };
      const shownNow = async () => (await notificationsOf(performer))[0]?.reassignment;
      const missing = await chargedNow();
      expect(missing.unpriced).toBeGreaterThan(0);
      expect(await shownNow()).toEqual({ id, ...expected.get(performer.uuid), ...missing });
      await price(2400);
      expect(await chargedNow()).toMatchObject({ unpriced: 0 });
      expect(await shownNow()).toMatchObject(await chargedNow());
    });

    it('sends one summary a person when several workers run at once and the run is interrupted', async () => {
      const people = [performer, ...(await tasks.people(3, 'employee'))];
      await tasks.openTasks(3500, people);
      const before = await performersNow();
      await tasks.database.query(
        `create function interrupt() returns trigger language plpgsql as $$ begin
           if (select count(*) from interruption) > 0 then raise exception 'interrupted'; end if;
           return null;
         end $$`,
      );
      await tasks.database.query(`create table interruption as select 1 as one`);
      await tasks.database.query(`grant select on interruption to public`);
      await tasks.database.query(
        `create trigger interrupt after insert on notification for each statement execute function interrupt()`,
      );
      const { body } = await api.put<Reassignment>('/tasks/reassign');
      const state = async () => (await api.get<Reassignment>(`/tasks/reassignments/${body.id}`)).body;
      await until('all tasks are drawn', async () => (await state()).done === 3500);
      expect(await state()).toMatchObject({ state: 'running', finished_at: null });
      expect(await countStored()).toBe(0);
      await tasks.database.query(`delete from interruption`);
      const work = async (): Promise<void> => {
        while (await tasks.execute(new ContinueReassignment())) {
          // More to do.
        }
      };
      await Promise.all(Array.from({ length: 4 }, work));
      await until('it is completed', async () => (await state()).state === 'completed');
      expect(await summariesOf(body.id)).toEqual(await expectedShares(before, body.id));
      expect(await countStored()).toBe(people.length);
    });

    it('tells deleted people nothing, and those who may no longer perform what they lost', async () => {
      const [promoted, deleted] = [await tasks.person('employee'), await tasks.person('employee')];
      await tasks.database.query(`create function keep() returns trigger language plpgsql as $$ begin
        return case when exists (select from reassignment) then new end; end $$`);
      await tasks.database.query(
        `create trigger keep before update of assigned_to on task for each row execute function keep()`,
      );
      await tasks.openTasks(4, [promoted, deleted]);
      tasks.peers.change(promoted, { roles: ['manager'] });
      await tasks.untilCached(promoted);
      await tasks.remove(deleted);
      // Until then the trigger keeps the tasks where they are; now their redraw and the reassignment compete for them.
      await reassigned();
      const told = await tasks.database.query<{ person: string }>(
        `select distinct person_id as person from notification where person_id <> $1`,
        [performer.uuid],
      );
      expect(told).toEqual([{ person: promoted.uuid }]);
    });

    it('shows everyone whether one is in progress, and nothing else of it', async () => {
      const asPerformer = await tasks.as(performer);
      const current = async () =>
        (await asPerformer.get<CurrentReassignment>('/tasks/reassign/current')).body;
      expect(await current()).toEqual({ state: 'none', done: 0, total: null });
      await tasks.openTasks(5, [performer]);
      await tasks.remove(performer);
      const waiting = await tasks.as(manager);
      const { body } = await waiting.put<Reassignment>('/tasks/reassign');
      await until('it waits', async () => {
        const { body: shown } = await waiting.get<CurrentReassignment>('/tasks/reassign/current');
        return shown.state === 'waiting_for_performers' && shown.total === 5 && shown.done === 0;
      });
      await tasks.person('employee');
      await until('it is completed', async () => {
        const read = await waiting.get<Reassignment>(`/tasks/reassignments/${body.id}`);
        return read.body.state === 'completed';
      });
      expect((await waiting.get('/tasks/reassign/current')).body).toEqual({
        state: 'none',
        done: 0,
        total: null,
      });
    });
  });

  describe('when read', () => {
    const markRead = async (person: Person, upTo: string): Promise<number> => {
      const { status, body } = await (
        await tasks.as(person)
      ).put<UnreadNotifications>('/notifications/read', { up_to: upTo });
      expect(status).toBe(200);
      return body.unread;
    };

    const create = async (count: number): Promise<void> => {
      for (let number = 1; number <= count; number += 1) {
        await tasks.task(manager, `Task ${number}`);
      }
    };

    it('are read up to the given one, and never become unread again', async () => {
      await create(4);
      const [newest, second, third] = await notificationsOf(performer);
      expect(await unreadOf(performer)).toBe(4);
      expect(await markRead(performer, third?.id ?? '')).toBe(2);
      const read = async () => (await notificationsOf(performer)).map(({ is_read: isRead }) => isRead);
      expect(await read()).toEqual([false, false, true, true]);
      expect(
        await Promise.all([markRead(performer, second?.id ?? ''), markRead(performer, third?.id ?? '')]),
      ).toContain(1);
      expect(await markRead(performer, third?.id ?? '')).toBe(1);
      expect(await read()).toEqual([false, true, true, true]);
      await create(1);
      expect(await markRead(performer, newest?.id ?? '')).toBe(1);
      expect(await unreadOf(performer)).toBe(1);
    });

    it('stay those of the person: others can neither see nor mark them', async () => {
      const task = await tasks.task(manager);
      const [own] = await notificationsOf(performer);
      expect(own?.task?.uuid).toBe(task.uuid);
      expect(await markRead(manager, own?.id ?? '')).toBe(0);
      expect(await markRead(manager, 'ffffffff-ffff-ffff-ffff-ffffffffffff')).toBe(0);
      expect(await notificationsOf(manager)).toEqual([]);
      expect(await unreadOf(performer)).toBe(1);
    });

    it(`are counted up to ${mostUnread}, and listed page by page`, async () => {
      await tasks.database.query(
        `insert into notification (id, person_id, at, kind, cause, task_id)
         select uuidv7(), $1, now(), 'assigned', 'created', uuidv7() from generate_series(1, $2)`,
        [performer.uuid, mostUnread + 50],
      );
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = await pageOf(performer, `?limit=60${cursor}`);
        expect(page.unread).toBe(mostUnread);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.next_cursor === null ? '' : `&cursor=${page.next_cursor}`;
      } while (cursor);
      expect(seen).toEqual([...new Set(seen)].sort().reverse());
      expect(seen).toHaveLength(mostUnread + 50);
      expect(await (await tasks.as(performer)).get('/notifications?cursor=nonsense')).toMatchObject(
        problem(400, 'invalid-cursor'),
      );
    });
  });

  it('are reported live as the topic `notifications`, on every instance, also once they are read', async () => {
    const other = await tasks.startAnotherApp();
    const token = await tasks.peers.tokenOf(performer);
    const listener = await ChangeListener.connect(await other.getUrl(), token);
    await tasks.task(manager);
    const seen = await listener.untilReceived('notifications', 1);
    const elsewhere = new Api(await other.getUrl(), token);
    const { body } = await elsewhere.get<NotificationPage>('/notifications');
    expect(body.unread).toBe(1);
    await (await tasks.as(performer)).put('/notifications/read', { up_to: body.items[0]?.id });
    await listener.untilReceived('notifications', seen);
    expect((await elsewhere.get<NotificationPage>('/notifications')).body.unread).toBe(0);
    listener.close();
    await other.close();
  });

  it('are deleted after 90 days, read or not', async () => {
    await tasks.database.query(
      `insert into notification (id, person_id, at, kind, cause, task_id)
       select uuidv7(), $1, now() - make_interval(days => days), 'assigned', 'created', uuidv7()
       from generate_series(80, 99) as days`,
      [performer.uuid],
    );
    expect(await tasks.execute(new DeleteOldNotifications())).toBe(false);
    const [left] = await tasks.database.query<{ count: number; oldest: number }>(
      `select count(*)::int as count, max(extract(day from now() - at))::int as oldest from notification`,
    );
    expect(left).toEqual({ count: 10, oldest: 89 });
  });

  it('are deleted later if someone is marking them as read, so that the two never deadlock', async () => {
    const old = { id: uuidv7(), person: performer.uuid };
    await tasks.database.query(
      `insert into notification (id, person_id, at, kind, cause, task_id)
       values ($1, $2, now() - interval '91 days', 'assigned', 'created', uuidv7())`,
      [old.id, old.person],
    );
    const isThere = async (): Promise<boolean> => {
      const found = await tasks.database.query(`select from notification where id = $1`, [old.id]);
      return found.length > 0;
    };
    await during(tasks.database, `select from notification where id = $1 for no key update`, [old.id], () =>
      tasks.execute(new DeleteOldNotifications()),
    );
    expect(await isThere()).toBe(true);
    await tasks.execute(new DeleteOldNotifications());
    expect(await isThere()).toBe(false);
  });
});
