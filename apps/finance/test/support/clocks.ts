/** Time zone facts computed from Intl alone, without the database: what clocks show, and when days end. */
const hour = 3_600_000;
const day = 24 * hour;

/** A period in which a zone has one offset from UTC; all in milliseconds. */
interface OffsetPeriod {
  from: number;
  to: number;
  offset: number;
}

/** A day's date and its first instant. A day that did not take place starts together with the next one. */
export interface DayStart {
  date: string;
  from: number;
}

const offsets = (zone: string): ((instant: number) => number) => {
  const format = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
    const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    const shown = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
    return shown - Math.floor(instant / 1000) * 1000;
  };
};

/** The periods between a zone's clock changes in some years. */
export function offsetPeriods(zone: string, firstYear: number, lastYear: number): OffsetPeriod[] {
  const offsetAt = offsets(zone);
  const stretches: OffsetPeriod[] = [];
  const end = Date.UTC(lastYear + 1, 0, 3);
  let from = Date.UTC(firstYear - 1, 11, 29);
  for (let next = from; next < end; next += 6 * hour) {
    const offset = offsetAt(from);
    if (offsetAt(next + 6 * hour) !== offset) {
      const to = firstWith(next, next + 6 * hour, (instant) => offsetAt(instant) !== offset);
      stretches.push({ from, to, offset });
      from = to;
    }
  }
  return [...stretches, { from, to: end, offset: offsetAt(from) }];
}

function firstWith(low: number, high: number, holds: (instant: number) => boolean): number {
  let [without, having] = [low, high];
  while (having - without > 1) {
    const middle = Math.floor((without + having) / 2);
    if (holds(middle)) {
      having = middle;
    } else {
      without = middle;
    }
  }
  return having;
}

/** The starts of the days of some years, if days end at a time of day such as `18:00`. */
export function dayStarts(
  stretches: OffsetPeriod[],
  firstYear: number,
  lastYear: number,
  endsAt: string,
): DayStart[] {
  const [hours = 0, minutes = 0] = endsAt.split(':').map(Number);
  const starts: DayStart[] = [];
  for (let date = Date.UTC(firstYear, 0, 1); date < Date.UTC(lastYear + 1, 0, 1); date += day) {
    const from = lastPassing(stretches, date + hours * hour + minutes * 60_000);
    starts.push({ date: nameOf(hours >= 12 ? date + day : date), from });
  }
  return starts;
}

const nameOf = (date: number): string => new Date(date).toISOString().slice(0, 10);

/** The instant after which clocks never again show a time before `shown`. */
const lastPassing = (stretches: OffsetPeriod[], shown: number): number =>
  Math.max(
    ...stretches
      .filter(({ from, offset }) => from + offset < shown)
      .map(({ to, offset }) => Math.min(to, shown - offset)),
  );
