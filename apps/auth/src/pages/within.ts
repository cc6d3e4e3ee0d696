import type { Language } from './language.js';

/** `in 40 seconds`, `через 2 минуты`: never less than what it is. */
export function within(language: Language, seconds: number): string {
  const format = new Intl.RelativeTimeFormat(language);
  return seconds < 60 ? format.format(seconds, 'second') : format.format(Math.ceil(seconds / 60), 'minute');
}
