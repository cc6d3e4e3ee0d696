import type { Language } from './language.js';

/** A time to wait, such as `in 40 seconds` or `через 2 минуты`; rounded up to whole minutes from 60 seconds on. */
export function within(language: Language, seconds: number): string {
  const format = new Intl.RelativeTimeFormat(language);
  return seconds < 60 ? format.format(seconds, 'second') : format.format(Math.ceil(seconds / 60), 'minute');
}
