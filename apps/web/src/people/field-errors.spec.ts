import { Problem } from '../api/problem.js';
import { isFormError, fieldErrors } from './field-errors.js';

const refused = (code: string, errors?: { path: string; message: string }[]) =>
  new Problem({ type: `urn:ates:problem:${code}`, title: 'Refused', status: 400, detail: 'No.', errors });

describe('a form that was refused', () => {
  it('says at each field what is wrong with it', () => {
    const error = refused('invalid-request', [
      { path: 'email', message: 'Invalid email' },
      { path: 'roles.1', message: 'Invalid role' },
    ]);
    expect(fieldErrors(error)).toEqual({ email: 'Invalid email', roles: 'Invalid role' });
    expect(isFormError(error)).toBe(false);
  });

  it('says at its field what somebody else has already', () => {
    expect(fieldErrors(refused('email-taken'))).toEqual({ email: 'No.' });
    expect(fieldErrors(refused('client-id-taken'))).toEqual({ id: 'No.' });
  });

  it('says the rest besides', () => {
    expect(isFormError(refused('last-administrator'))).toBe(true);
    expect(isFormError(new Error('broken'))).toBe(true);
    expect(isFormError(null)).toBe(false);
  });
});
