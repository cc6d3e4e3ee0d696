import { Problem } from '../api/problem.js';

const fieldsOfCodes: Record<string, string> = {
  'email-taken': 'email',
  'already-invited': 'email',
  'client-id-taken': 'id',
  'common-password': 'password',
  'personal-password': 'password',
};

/**
 * The errors of a form's fields by field name; empty if the problem is not about fields. `problemText` explains problems
 * whose code names the field.
 */
export function fieldErrors(error: unknown, problemText: (error: Problem) => string): Record<string, string> {
  if (!(error instanceof Problem)) {
    return {};
  }
  const field = fieldsOfCodes[error.code];
  if (field) {
    return { [field]: problemText(error) };
  }
  const errors = (error.details.errors ?? []).map(({ path, message }) => [path.split('.')[0] ?? '', message]);
  return Object.fromEntries(errors) as Record<string, string>;
}

/** Whether the problem is not about single fields and must be shown for the whole form. */
export const isFormError = (error: unknown): boolean =>
  error !== null && error !== undefined && Object.keys(fieldErrors(error, String)).length === 0;
