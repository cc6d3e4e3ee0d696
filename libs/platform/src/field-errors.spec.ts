import * as contracts from '@ates/contracts';
import { z } from 'zod';
import { fieldErrorCodes, fieldErrorsOf, type FieldErrorCode } from './field-errors.js';

const schemas: Partial<Record<string, z.ZodType>> = Object.fromEntries(
  Object.entries(contracts).flatMap(([name, part]) => (part instanceof z.ZodType ? [[name, part]] : [])),
);

const errorsOf = (schema: z.ZodType, input: unknown) =>
  fieldErrorsOf(schema.safeParse(input).error?.issues ?? [], input).map(({ path, code, params }) => [
    path,
    code,
    ...(params ? [params] : []),
  ]);

const person = { name: 'Rio', email: 'rio@example.org' };
const days = { from: '2026-03-01', to: '2026-03-02' };
const client = { id: 'billing', scopes: ['users:read'] };

type RefusedBySchema = [schema: string, input: unknown, path: string, code: FieldErrorCode, params?: object];

const refusedBySchemas: RefusedBySchema[] = [
  ['newTask', undefined, '', 'missing'],
  ['newTask', null, '', 'not-an-object'],
  ['newTask', [], '', 'not-an-object'],
  ['newTask', {}, 'description', 'missing'],
  ['newTask', { description: null }, 'description', 'not-text'],
  ['newTask', { description: ' ' }, 'description', 'empty'],
  ['newTask', { description: '\u200b' }, 'description', 'invisible'],
  ['newTask', { description: 'x'.repeat(2001) }, 'description', 'too-long', { max: 2000 }],
  ['newTask', { description: 'x'.repeat(8001) }, 'description', 'too-long', { max: 2000 }],
  ['newTask', { description: 'per\0ch' }, 'description', 'control-character'],
  ['newTask', { description: 'per\ud83ech' }, 'description', 'half-character'],
  ['newTask', { description: `e${'\u0301'.repeat(31)}` }, 'description', 'too-many-accents', { max: 30 }],
  ['newTask', { description: 'x', price: 1, fee: 2 }, '', 'unknown-field', { fields: 'price, fee' }],
  ['newUser', { ...person, name: 'Rio\nAra' }, 'name', 'several-lines'],
  ['newUser', { ...person, password: 'short' }, 'password', 'too-short', { min: 10 }],
  ['newUser', { ...person, roles: [] }, 'roles', 'empty-list'],
  ['newUser', { ...person, roles: 7 }, 'roles', 'not-a-list'],
  ['newUser', { ...person, roles: 'manager' }, 'roles', 'not-a-list'],
  ['newUser', { ...person, roles: Array(5).fill('manager') }, 'roles', 'too-many', { max: 4 }],
  [
    'newUser',
    { ...person, roles: ['manager', 'parrot'] },
    'roles.1',
    'wrong-choice',
    { choices: 'administrator, manager, accountant, employee' },
  ],
  ['newUser', { ...person, details: [] }, 'details', 'not-an-object'],
  ['newUser', { ...person, details: { ['x'.repeat(101)]: 1 } }, `details.${'x'.repeat(101)}`, 'wrong-key'],
  ['newUser', { ...person, details: { hobby: '\0' } }, 'details', 'control-character'],
  [
    'newUser',
    { ...person, details: JSON.parse(`${'{"a":'.repeat(11)}1${'}'.repeat(11)}`) as unknown },
    'details',
    'nested-too-deeply',
    { max: 10 },
  ],
  ['newUser', { ...person, email: 'rio' }, 'email', 'email-without-at'],
  ['newUser', { ...person, email: '@example.org' }, 'email', 'email-without-name'],
  ['newUser', { ...person, email: 'rio@' }, 'email', 'email-without-domain'],
  ['newUser', { ...person, email: 'x'.repeat(1001) }, 'email', 'email-too-long', { max: 254 }],
  ['newUser', { ...person, email: `${'x'.repeat(65)}@a.org` }, 'email', 'email-name-too-long', { max: 64 }],
  ['newUser', { ...person, email: 'r io@example.org' }, 'email', 'email-with-wrong-characters'],
  ['newUser', { ...person, email: '"<rio>"@example.org' }, 'email', 'email-with-angle-brackets'],
  ['newUser', { ...person, email: 'rio@192.0.2.1' }, 'email', 'email-with-bare-ip'],
  ['newUser', { ...person, email: 'rio@-.org' }, 'email', 'email-with-wrong-domain'],
  ['userChange', {}, '', 'nothing-to-change'],
  ['userChange', { name: 'Rio', unchanged_since: 'now' }, 'unchanged_since', 'not-an-instant'],
  ['instant', '2026-03-01T10:00:00', '', 'instant-without-zone'],
  ['instant', '2026-02-30T10:00:00Z', '', 'no-such-time'],
  ['instant', '2026-03-01T25:00:00Z', '', 'no-such-time'],
  ['instant', '0000-03-01T10:00:00Z', '', 'outside-years'],
  ['registration', person, 'password', 'sign-in-method-needed'],
  ['registration', { ...person, beak: 'mine' }, 'beak', 'not-a-sha256'],
  ['newServiceClient', { ...client, id: 'A B' }, 'id', 'not-a-client-id'],
  ['newServiceClient', { ...client, id: 7 }, 'id', 'not-text'],
  ['newServiceClient', { ...client, audience: '' }, 'audience', 'not-an-audience'],
  ['newServiceClient', { ...client, scopes: ['a b'] }, 'scopes.0', 'not-a-scope'],
  ['uuidParameter', { uuid: 'perch' }, 'uuid', 'not-a-uuid'],
  ['tasksQuery', { limit: '0' }, 'limit', 'too-small', { min: 1 }],
  ['tasksQuery', { limit: '201' }, 'limit', 'too-large', { max: 200 }],
  ['tasksQuery', { limit: '1.5' }, 'limit', 'not-an-integer'],
  ['tasksQuery', { limit: 'many' }, 'limit', 'not-a-number'],
  ['tasksQuery', { performer: 'you' }, 'performer', 'not-a-uuid'],
  ['tasksQuery', { status: 'open,lost' }, 'status.1', 'wrong-choice', { choices: 'saving, open, completed' }],
  ['tasksQuery', { ids: 'x'.repeat(7401) }, 'ids', 'too-many', { max: 200 }],
  ['balanceQuery', { date: '1.3.2026' }, 'date', 'not-a-date'],
  ['balanceQuery', { date: '0000-03-01' }, 'date', 'outside-years'],
  ['auditLogQuery', { ...days, date: days.to }, '', 'day-or-range'],
  ['auditLogQuery', { from: days.to, to: days.from }, '', 'range-reversed'],
  ['accountDaysQuery', { ...days, from: '2024-03-01' }, '', 'range-too-long', { max: 366 }],
  ['securityLogQuery', { from: '2026-03-01T10:00:00Z', to: '2026-03-01T10:00:00Z' }, 'to', 'range-empty'],
  ['completionTimesQuery', { ...days, time_zone: 'Moon' }, 'time_zone', 'not-a-time-zone'],
  ['completionTimesQuery', { ...days, day_ends_at: '25:00' }, 'day_ends_at', 'not-a-time'],
];

type RefusedByCheck = [
  check: string,
  schema: z.ZodType,
  input: unknown,
  code: FieldErrorCode,
  params?: object,
];

const refusedByOtherChecks: RefusedByCheck[] = [
  ['a boolean', z.boolean(), 'no', 'not-a-boolean'],
  ['a list that is too short', z.array(z.int()).min(2), [1], 'too-few', { min: 2 }],
  ['one of several schemas', z.union([z.int(), z.boolean()]), 'x', 'wrong-format'],
  ['a pattern', z.string().regex(/^a/), 'x', 'wrong-format'],
  ['a check without a code', z.string().refine(() => false), 'x', 'invalid'],
  ['a code that does not exist', z.string().refine(() => false, { params: { code: 'odd' } }), 'x', 'invalid'],
  ['a type that no request has', z.bigint(), 'x', 'invalid'],
];

/** Found by the services, not by a schema; their own tests show them. */
const foundByServices: FieldErrorCode[] = [
  'unknown-scope',
  'common-password',
  'personal-password',
  'people-only',
];

describe('The error of a field', () => {
  it.each(refusedBySchemas)('of %s for %j is at %j: %s', (name, input, path, code, params) => {
    expect(errorsOf(schemas[name] ?? z.never(), input)).toEqual([[path, code, ...(params ? [params] : [])]]);
  });

  it('has only codes that are shown here or found by the services', () => {
    const shown = new Set<FieldErrorCode>([
      ...refusedBySchemas.map(([, , , code]) => code),
      ...refusedByOtherChecks.map(([, , , code]) => code),
      ...foundByServices,
    ]);
    expect([...shown].sort()).toEqual([...fieldErrorCodes].sort());
  });

  it.each(refusedByOtherChecks)('of %s has a code', (_, schema, input, code, params) => {
    expect(errorsOf(schema, input)).toEqual([['', code, ...(params ? [params] : [])]]);
  });

  it('keeps the message, and has the code `invalid` if the schema is not of zod', () => {
    expect(fieldErrorsOf([{ message: 'is odd', path: [{ key: 'legs' }] }], { legs: 3 })).toEqual([
      { path: 'legs', code: 'invalid', message: 'is odd' },
    ]);
  });
});

/** The definitions of a schema, of the schemas inside it, and of all their checks. */
function definitionsIn(value: unknown, seen = new Set<unknown>()): z.core.$ZodCheckDef[] {
  if (typeof value !== 'object' || value === null || seen.has(value)) {
    return [];
  }
  seen.add(value);
  const parts: unknown[] = Array.isArray(value) ? value : Object.values(value);
  if (value instanceof z.core.$ZodType || value instanceof z.core.$ZodCheck) {
    const { def } = value._zod;
    return [def as z.core.$ZodCheckDef, ...Object.values(def).flatMap((part) => definitionsIn(part, seen))];
  }
  return parts.flatMap((part) => definitionsIn(part, seen));
}

/** What a check with a message of its own is: zod's `refine`, or a format. */
interface OwnCheck extends z.core.$ZodCheckDef {
  fn?: unknown;
  format?: string;
  params?: { code?: string };
}

describe('The checks of the contracts', () => {
  const checks: OwnCheck[] = Object.values(contracts).flatMap((part) => definitionsIn(part));

  it('name codes that exist', () => {
    const codes: readonly FieldErrorCode[] = contracts.refusalCodes;
    expect(fieldErrorCodes).toEqual(expect.arrayContaining([...codes]));
  });

  it('name a code if they are functions', () => {
    const functions = checks.filter(({ check, fn }) => check === 'custom' && fn !== undefined);
    expect(functions.length).toBeGreaterThan(20);
    expect(functions.filter(({ params }) => !fieldErrorCodes.some((code) => code === params?.code))).toEqual(
      [],
    );
  });

  it('have a code of their own if they are formats with a message of their own', () => {
    const formats = checks.filter(({ check, error }) => check === 'string_format' && error !== undefined);
    const issues = formats.map(({ format = '' }) => ({ code: 'invalid_format', format, message: format }));
    expect(issues.length).toBeGreaterThan(5);
    expect(fieldErrorsOf(issues, 'x').filter(({ code }) => code === 'wrong-format')).toEqual([]);
  });
});
