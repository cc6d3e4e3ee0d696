import { refusal } from './refusal.js';

interface DayRange {
  from: string;
  to: string;
}

const dayMilliseconds = 86_400_000;

/** Arguments of zod's `refine`: a range of days, both ends included and optional, that does not end before it begins. */
export const inOrder = [
  ({ from, to }: Partial<DayRange>): boolean => !(from && to) || from <= to,
  refusal('range-reversed', '`from` must not be after `to`.'),
] as const;

/** Arguments of zod's `refine`: a range of at most so many days, both ends included. */
export const spanningAtMost = (days: number) =>
  [
    ({ from, to }: DayRange): boolean => Date.parse(to) - Date.parse(from) < days * dayMilliseconds,
    refusal('range-too-long', `\`from\` to \`to\` must span at most ${days} days.`, { max: days }),
  ] as const;
