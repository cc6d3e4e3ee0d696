import i18next from 'i18next';
import { Problem, type FieldError } from '../api/problem.js';
import { fieldErrors as english } from '../i18n/english/field-errors.js';
import { fieldErrors as russian } from '../i18n/russian/field-errors.js';
import { fieldErrors, isFormError } from './field-errors.js';

const refused = (code: string, errors?: FieldError[]) =>
  new Problem({ type: `urn:ates:problem:${code}`, title: 'Refused', status: 400, detail: 'No.', errors });

const instance = i18next.createInstance();

beforeAll(() =>
  instance.init({
    fallbackLng: 'en',
    resources: { en: { fieldErrors: english }, ru: { fieldErrors: russian } },
    interpolation: { escapeValue: false },
  }),
);

describe('A refused form', () => {
  beforeAll(() => instance.changeLanguage('ru'));

  it('shows the first error of each field at that field, with those inside of it', () => {
    const error = refused('invalid-request', [
      { path: 'email', code: 'email-without-at', message: 'has no @' },
      { path: 'roles.1', code: 'missing', message: 'Invalid role' },
      { path: 'roles.2', code: 'invalid', message: 'Invalid role, too' },
    ]);
    expect(fieldErrors(error, instance)).toEqual({
      email: 'В адресе нет знака @',
      roles: 'Заполните это поле',
    });
    expect(isFormError(error, instance)).toBe(false);
  });

  it('shows that a value is already taken at its field', () => {
    expect(fieldErrors(refused('email-taken'), instance)).toEqual({ email: 'No.' });
    expect(fieldErrors(refused('client-id-taken'), instance)).toEqual({ id: 'No.' });
    expect(isFormError(refused('email-taken'), instance)).toBe(false);
  });

  it.each([
    ['a problem about no field', refused('last-administrator'), true],
    [
      'a refusal of the request as a whole',
      refused('invalid-request', [{ path: '', code: 'unknown-field', message: 'unknown' }]),
      true,
    ],
    ['another error', new Error('broken'), true],
    ['no error', null, false],
  ])('shows for the whole form: %s', (_, error, isShown) => {
    expect(fieldErrors(error, instance)).toEqual({});
    expect(isFormError(error, instance)).toBe(isShown);
  });
});

describe('The text of an invalid field', () => {
  const message = 'The service said no.';

  const textOf = (error: Omit<FieldError, 'path' | 'message'>): string | undefined =>
    fieldErrors(refused('invalid-request', [{ path: 'reason', message, ...error }]), instance)['reason'];

  it.each([
    ['en', 'too-long', { max: 2000 }, 'Use at most 2000 characters'],
    ['en-x-popug', 'too-long', { max: 2000 }, 'Use at most 2000 characters'],
    ['ru', 'too-long', { max: 2000 }, 'Не больше 2000 символов'],
    ['ru', 'range-reversed', undefined, 'Начало периода не может быть позже конца'],
    [
      'ru',
      'unknown-scope',
      { scope: '$t(empty) {{max}} <b>' },
      'В этой системе нет права «$t(empty) {{max}} <b>»',
    ],
    ['ru', 'from-a-newer-service', undefined, message],
  ])('is in the language of the reader: %s, %s', async (language, code, params, expected) => {
    await instance.changeLanguage(language);
    expect(textOf({ code, ...(params && { params }) })).toBe(expected);
  });

  it('is the message of a service that is older than the page and sends no codes', () => {
    const { code: _, ...error } = { code: 'empty' };
    expect(textOf(error as typeof error & { code: string })).toBe(message);
  });
});

describe('The texts of invalid fields', () => {
  const valuesIn = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

  it.each(Object.keys(english) as (keyof typeof english)[])(
    'are complete and name the same values in English and in Russian: %s',
    (code) => {
      expect(english[code]).not.toBe('');
      expect(russian[code]).not.toBe('');
      expect(valuesIn(russian[code])).toEqual(valuesIn(english[code]));
    },
  );
});
