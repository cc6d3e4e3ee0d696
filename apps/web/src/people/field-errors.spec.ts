import { Problem } from '../api/problem.js';
import { isFormError, fieldErrors } from './field-errors.js';

const refused = (code: string, errors?: { path: string; message: string }[]) =>
  new Problem({ type: `urn:ates:problem:${code}`, title: 'Refused', status: 400, detail: 'No.', errors });

describe('a refused form', () => {
  it('shows the error of each field at that field', () => {
    const error = refused('invalid-request', [
      { path: 'email', message: 'Invalid email' },
      { path: 'roles.1', message: 'Invalid role' },
    ]);
    expect(fieldErrors(error, ({ message }) => message)).toEqual({
      email: 'Invalid email',
      roles: 'Invalid role',
    });
    expect(isFormError(error)).toBe(false);
  });

  it('shows that a value is already taken at its field', () => {
    expect(fieldErrors(refused('email-taken'), ({ message }) => message)).toEqual({ email: 'No.' });
    expect(fieldErrors(refused('client-id-taken'), ({ message }) => message)).toEqual({ id: 'No.' });
  });

  it('shows other problems for the whole form', () => {
    expect(isFormError(refused('last-administrator'))).toBe(true);
    expect(isFormError(new Error('broken'))).toBe(true);
    expect(isFormError(null)).toBe(false);
  });
});
