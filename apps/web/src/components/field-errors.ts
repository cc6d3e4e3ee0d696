import type { i18n } from 'i18next';
import { Problem, type FieldError } from '../api/problem.js';
import type { fieldErrors as texts } from '../i18n/english/field-errors.js';
import { problemText } from './problem-texts.js';

/** The fields that some problems are about although they list none. */
const fieldsOfProblems: Record<string, string> = {
  'email-taken': 'email',
  'already-invited': 'email',
  'client-id-taken': 'id',
};

/**
 * Why a service refused the fields of a form, by the field's name, in the current language. Of several errors of a field,
 * it is the first; those inside a field (`roles.1`) are errors of that field. Empty if the problem is not about fields.
 */
export function fieldErrors(error: unknown, i18n: i18n): Record<string, string> {
  if (!(error instanceof Problem)) {
    return {};
  }
  const field = fieldsOfProblems[error.code];
  if (field) {
    return { [field]: problemText(error, i18n) };
  }
  const errors = (error.details.errors ?? []).filter(({ path }) => path !== '');
  return Object.fromEntries(
    errors.reverse().map((entry) => [entry.path.split('.')[0] ?? '', fieldErrorText(entry, i18n)]),
  );
}

/** Whether a request failed for a reason that no field of its form shows, so that it must be shown for the whole form. */
export const isFormError = (error: unknown, i18n: i18n): boolean =>
  error !== null && error !== undefined && Object.keys(fieldErrors(error, i18n)).length === 0;

/** The text for the code of an invalid field, or the service's own if the code is from a newer service than this page. */
function fieldErrorText({ code, message, params }: FieldError, { t, exists }: i18n): string {
  const key = `fieldErrors:${code}` as `fieldErrors:${keyof typeof texts}`;
  return exists(key) ? t(key, { ...params }) : message;
}
