import { z } from 'zod';
import {
  uuid,
  type Activity,
  type ActivityQuery,
  type PerformersActivity,
  type PerformersActivityQuery,
} from '@ates/contracts';
import { decodeCursor, toPage, type ReadSource } from '@ates/platform';
import { requireMonths } from '../ledger/detached-months.js';
import type { Books } from './books.js';
import type { DayRange } from './day-range.js';

/** The draws and completions of a day, or of a person: fees and rewards booked, whether or not they were reversed. */
interface Counts {
  draws: number;
  completions: number;
}

/** The draws and completions of some days, by day and by person. Without names, which may change. */
export interface CountedDays {
  days: readonly ({ date: string } & Counts)[];
  people: readonly ({ user: string } & Counts)[];
}

const noDays: CountedDays = { days: [], people: [] };

/**
 * Counts the fees and rewards booked on the days of a range (N1): none if it ends before it begins.
 *
 * Reads every posting of those days in the months concerned, so that the cost grows with
 * their number; callers bound the range.
 */
export async function countActivity(source: ReadSource, range: DayRange, books: Books): Promise<CountedDays> {
  if (range.from > range.to) {
    return noDays;
  }
  await requireMonths(source, range.from, range.to, new Date(books.today));
  const [counted] = await source.query<CountedDays>(activitySql, [range.from, range.to]);
  return counted ?? noDays;
}

// Two scans, each in parallel, with few groups: one by day and person would have so many that it writes to disk.
const countsOf = (group: string): string => `
  select ${group}, count(*) filter (where kind = 'fee')::float8 as draws,
         count(*) filter (where kind = 'reward')::float8 as completions
  from posting
  where booked_on between $1::date and $2::date and kind in ('fee', 'reward')
  group by ${group}`;

const activitySql = `
  with day as (${countsOf('booked_on')}
  ), person as (${countsOf('person_account')}
  )
  select (
    select coalesce(json_agg(json_build_object('date', booked_on, 'draws', draws, 'completions', completions)
                             order by booked_on desc), '[]') from day
  ) as days, (
    select coalesce(json_agg(json_build_object('user', user_id, 'draws', draws, 'completions', completions)), '[]')
    from person join account on account.id = person.person_account
  ) as people`;

/** The draws and completions of a range by day, from those of its later and of its earlier days. */
export function activityOf({ from, to }: ActivityQuery, later: CountedDays, earlier: CountedDays): Activity {
  const days = [...later.days, ...earlier.days];
  const total = (name: keyof Counts): number => days.reduce((sum, day) => sum + day[name], 0);
  return { from, to, draws: total('draws'), completions: total('completions'), days };
}

type Performer = CountedDays['people'][number];

const performersCursor = z.tuple([z.int(), uuid]);

/** A page of the people of a range, in the requested order; equal ones by their ids. */
export function performersPage(
  { order, cursor, limit }: PerformersActivityQuery,
  later: CountedDays,
  earlier: CountedDays,
): { people: number; items: Performer[]; next_cursor: string | null } {
  const all = mergePeople(later.people, earlier.people);
  const isDescending = order.startsWith('-');
  const name = order === 'draws' || order === '-draws' ? 'draws' : 'completions';
  const rank = (performer: Counts): number => (isDescending ? -performer[name] : performer[name]);
  const after = decodeCursor(cursor, performersCursor);
  const isAfter = (performer: Performer): boolean =>
    after === undefined || compare([rank(performer), performer.user], after) > 0;
  const rows = all
    .filter(isAfter)
    .sort((one, other) => compare([rank(one), one.user], [rank(other), other.user]));
  return { people: all.length, ...toPage(rows, limit, (row) => [rank(row), row.user]) };
}

function compare([rank, user]: [number, string], [otherRank, otherUser]: [number, string]): number {
  return rank - otherRank || (user < otherUser ? -1 : user > otherUser ? 1 : 0);
}

function mergePeople(...parts: readonly (readonly Performer[])[]): Performer[] {
  const byUser = new Map<string, Performer>();
  for (const { user, draws, completions } of parts.flat()) {
    const known = byUser.get(user);
    byUser.set(user, {
      user,
      draws: draws + (known?.draws ?? 0),
      completions: completions + (known?.completions ?? 0),
    });
  }
  return [...byUser.values()];
}

/** The people of a page with their names, in the same order; null for a name that is not known. */
export async function withNames(
  source: ReadSource,
  performers: readonly Performer[],
): Promise<PerformersActivity['items']> {
  const known = await source.query<{ id: string; name: string }>(
    `select id, name from cached_user where id = any ($1::uuid[]) and name <> ''`,
    [performers.map(({ user }) => user)],
  );
  const names = new Map(known.map(({ id, name }) => [id, name]));
  return performers.map((performer) => ({ ...performer, name: names.get(performer.user) ?? null }));
}
