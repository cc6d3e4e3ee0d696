import type { i18n } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem.js';
import { readOnlyCode } from '../api/read-only.js';
import { localeOf } from '../i18n/i18n.js';

const textKeys = {
  'too-many-tasks': 'tooManyTasks',
  'too-many-redraws': 'tooManyRedraws',
  'too-many-reassignments': 'tooManyReassignments',
  'too-many-mails': 'tooManyMails',
  'common-password': 'commonPassword',
  'personal-password': 'personalPassword',
  [readOnlyCode]: 'readOnlyDetail',
} as const;

const isKnown = (code: string): code is keyof typeof textKeys => code in textKeys;

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

/** The text for an error: in the user's language if the problem's code has a translation, else the service's own. */
export function problemText(error: unknown, { t, language }: i18n): string {
  if (error instanceof Problem && isKnown(error.code)) {
    return t(textKeys[error.code], { when: within(localeOf(language), error.retryAfterSeconds ?? 1) });
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
