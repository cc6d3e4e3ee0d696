import { Problem } from '../api/problem.js';

const fieldsOfCodes: Record<string, string> = {
  'email-taken': 'email',
  'already-invited': 'email',
  'client-id-taken': 'id',
  'common-password': 'password',
  'personal-password': 'password',
};

/**
 * What a service says is wrong with which field of a form; nothing when it is not about fields. `problemText` says a problem
 * of the password in the person's language.
 */
export function fieldErrors(
  error: unknown,
  problemText: (error: Problem) => string = ({ message }) => message,
): Record<string, string> {
  if (!(error instanceof Problem)) {
    return {};
  }
  const field = fieldsOfCodes[error.code];
  if (field) {
    return { [field]: problemText(error) };
  }
  const wrong = (error.details.errors ?? []).map(({ path, message }) => [path.split('.')[0] ?? '', message]);
  return Object.fromEntries(wrong) as Record<string, string>;
}

/** Whether the problem has to be said besides the fields of a form. */
export const isFormError = (error: unknown): boolean =>
  error !== null && error !== undefined && Object.keys(fieldErrors(error)).length === 0;
