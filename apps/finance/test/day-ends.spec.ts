import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import { beginningOf, businessDayOf, presentOf, presentRow } from '../src/ledger/business-calendar.js';
import { dayStarts, offsetPeriods, type DayStart } from './support/clocks.js';
import { completed, Ledger } from './support/ledger.js';

/** Time zones, each with three years in which its clocks changed, and the least number of changes. */
const zones: [zone: string, firstYear: number, changes: number][] = [
  ['Europe/Berlin', 2023, 6],
  ['America/New_York', 2023, 6],
  // From 24:00 to 1:00, and from 24:00 back to 23:00.
  ['Africa/Cairo', 2023, 6],
  // By half an hour.
  ['Australia/Lord_Howe', 2023, 6],
  // Crossed the date line: 30 December 2011 did not take place.
  ['Pacific/Apia', 2010, 5],
  ['America/Santiago', 2022, 6],
  // By a quarter of an hour, once.
  ['Asia/Kathmandu', 1985, 1],
  // At midnight.
  ['America/Sao_Paulo', 2016, 6],
  // Back for Ramadan, so four changes a year.
  ['Africa/Casablanca', 2022, 6],
  ['Asia/Tehran', 2020, 4],
  // By two hours.
  ['Antarctica/Troll', 2022, 6],
  // From 0:01 back to 23:01: part of the evening before happens again after midnight.
  ['America/St_Johns', 2006, 6],
  // From 1:00 back to 0:00: the first hour happens twice.
  ['America/Havana', 2023, 6],
];

const cutOffs = ['00:00', '02:30', '18:00'];

describe('A day ends when clocks in its zone pass the end of the day for the last time (F6)', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  /** The days that the database assigns to instants. */
  async function daysOf(zone: string, endsAt: string, instants: number[]): Promise<string[]> {
    const rows = await ledger.database.query<{ day: string }>(
      `select ${businessDayOf('instant', '$2', '$3')}::text as day
       from unnest($1::timestamptz[]) with ordinality as asked (instant, place) order by place`,
      [instants.map((instant) => new Date(instant).toISOString()), zone, endsAt],
    );
    return rows.map(({ day }) => day);
  }

  /** When days begin by the database, in milliseconds. */
  async function beginningsOf(zone: string, endsAt: string, dates: string[]): Promise<number[]> {
    const rows = await ledger.database.query<{ begins: Date }>(
      `select ${beginningOf('day')} as begins
       from unnest($1::date[]) with ordinality as asked (day, place) cross join ${presentRow('$2')} order by place`,
      [dates, presentOf({ BUSINESS_TIME_ZONE: zone, DAY_ENDS_AT: endsAt }, new Date())],
    );
    return rows.map(({ begins }) => begins.getTime());
  }

  const takingPlace = (days: DayStart[]): DayStart[] =>
    days.filter((day, index) => day.from < (days[index + 1]?.from ?? Infinity));

  describe.each(zones)('in %s, from %d', (zone, firstYear, changes) => {
    const stretches = offsetPeriods(zone, firstYear, firstYear + 2);
    const daysWith = (endsAt: string) => dayStarts(stretches, firstYear, firstYear + 2, endsAt);

    it('has clock changes in those years', () => {
      expect(stretches.length - 1).toBeGreaterThanOrEqual(changes);
    });

    it.each(cutOffs)('ending at %s, puts every instant on exactly one day, in order', async (endsAt) => {
      const days = takingPlace(daysWith(endsAt));
      expect(days.length).toBeGreaterThanOrEqual(3 * 365 - 1);
      expect(
        await daysOf(
          zone,
          endsAt,
          days.map(({ from }) => from),
        ),
      ).toEqual(days.map(({ date }) => date));
      const followed = days.slice(0, -1);
      const lastMoments = days.slice(1).map(({ from }) => from - 1);
      expect(await daysOf(zone, endsAt, lastMoments)).toEqual(followed.map(({ date }) => date));
    });

    it.each(cutOffs)('ending at %s, begins when the day before ends', async (endsAt) => {
      const days = daysWith(endsAt);
      const usual = 86_400_000;
      const asked = days.filter(
        ({ from }, index) => index % 25 === 0 || (days[index + 1]?.from ?? from) - from !== usual,
      );
      expect(
        await beginningsOf(
          zone,
          endsAt,
          asked.map(({ date }) => date),
        ),
      ).toEqual(asked.map(({ from }) => from));
    });

    it.each(cutOffs)('ending at %s, puts each minute around each clock change on its day', async (endsAt) => {
      const days = takingPlace(daysWith(endsAt));
      const aroundChanges = stretches.slice(0, -1).flatMap(({ to }) => {
        const start = to - 26 * 3_600_000;
        return Array.from({ length: 52 * 60 }, (_, minute) => start + minute * 60_000);
      });
      const minutes = aroundChanges.filter((minute) => minute >= (days[0]?.from ?? 0));
      let next = 0;
      const expected = minutes.map((minute) => {
        while ((days[next]?.from ?? Infinity) > minute && next > 0) {
          next -= 1;
        }
        while ((days[next + 1]?.from ?? Infinity) <= minute) {
          next += 1;
        }
        return days[next]?.date;
      });
      expect(await daysOf(zone, endsAt, minutes)).toEqual(expected);
    });

    it.each(cutOffs)(
      'ending at %s, lets a day close at its end, but not a millisecond before',
      async (endsAt) => {
        const days = takingPlace(daysWith(endsAt));
        for (const { to } of stretches.slice(0, -1).slice(-2)) {
          const index = days.findLastIndex(({ from }) => from <= to);
          const [day, next] = [days[index], days[index + 1]];
          if (!day || !next) {
            throw new Error('no day has a clock change');
          }
          const [last, after] = [next.from - 1, next.from].map((instant) => new Date(instant).toISOString());
          const person = uuidv4();
          await ledger.empty();
          await ledger.deliverIn(zone, [completed(uuidv7(), person, last ?? '')], endsAt);
          const close = (now = '') => ledger.closeDay(day.date, now, false, zone, endsAt);
          await expect(close(last)).rejects.toMatchObject({ code: 'day-not-over' });
          await expect(close(after)).resolves.toMatchObject({ payouts: [{ user: person }] });
        }
      },
    );
  });

  it('closes a day that did not take place automatically, empty and in order', async () => {
    for (const endsAt of cutOffs) {
      await ledger.empty();
      const events = ['2011-12-28T12:00:00Z', '2012-01-02T12:00:00Z'].map((instant) =>
        completed(uuidv7(), uuidv4(), instant),
      );
      await ledger.deliverIn('Pacific/Apia', events, endsAt);
      const closed = await ledger.closeDueDays('2012-01-06T00:00:00Z', 'Pacific/Apia', endsAt);
      const skipped = '2011-12-30';
      expect(closed.indexOf('2011-12-31') - closed.indexOf('2011-12-29')).toBe(2);
      expect(await ledger.closeDay(skipped, '2012-01-06T00:00:00Z')).toMatchObject({
        day: { postings: 0 },
        payouts: [],
      });
    }
  });
});

describe('The configured end of day', () => {
  let ledger: Ledger;

  beforeAll(async () => {
    ledger = await Ledger.start();
  });

  afterAll(() => ledger.stop());

  it('can change until the first day is closed, and not after (F9)', async () => {
    await ledger.checkCalendar('UTC');
    await ledger.deliver([completed(uuidv7(), uuidv4(), '2026-05-04T12:00:00Z')]);
    await ledger.checkCalendar('Europe/Berlin', '18:00');
    await ledger.closeDueDay('2026-05-05T12:00:00Z', 'Europe/Berlin', '18:00');
    await ledger.checkCalendar('europe/berlin', '18:00');
    for (const [zone, endsAt] of [
      ['Europe/Berlin', '18:01'],
      ['Europe/Paris', '18:00'],
    ]) {
      const start = ledger.checkCalendar(zone ?? '', endsAt);
      await expect(start).rejects.toThrow(
        /BUSINESS_TIME_ZONE and DAY_ENDS_AT: the closed days ended at 18:00 in Europe\/Berlin/,
      );
    }
  });
});
