import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { readOnlyCode } from '../api/read-only.js';
import type { problems } from '../i18n/english/problems.js';
import { localeOf } from '../i18n/i18n.js';

/** `in 40 seconds`, `через 2 минуты`; rounded up. */
export function within(locale: string, seconds: number): string {
  const format = new Intl.RelativeTimeFormat(locale);
  return seconds < 60 ? format.format(seconds, 'second') : format.format(Math.ceil(seconds / 60), 'minute');
}

/** Returns `problemText` for the current language. */
export function useProblemText(): (error: unknown) => string {
  const { i18n } = useTranslation();
  return (error) => problemText(error, i18n);
}

/**
 * The text for an error: in the user's language if there is one for the problem's code, which Russian has for each, else the
 * service's own.
 */
export function problemText(error: unknown, { t, exists, language }: i18n): string {
  const key = error instanceof Problem && (`problems:${error.code}` as `problems:${keyof typeof problems}`);
  if (key && exists(key)) {
    return t(key, { when: within(localeOf(language), error.retryAfterSeconds ?? 1) });
  }
  return error instanceof Error ? error.message : String(error);
}

/** The text key of an error's title. */
export function problemTitleKey(error: unknown): 'noAnswerTitle' | 'readOnlyTitle' | 'errorTitle' {
  if (!(error instanceof Problem)) {
    return 'errorTitle';
  }
  const isReadOnly = error.code === readOnlyCode;
  return error.status === 0 ? 'noAnswerTitle' : isReadOnly ? 'readOnlyTitle' : 'errorTitle';
}
