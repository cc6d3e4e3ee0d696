import type { z } from 'zod';

/**
 * Every stable code of an invalid field. Programs and translations read it in place of the message, which is in English.
 * The schemas of `@ates/contracts` and the services name some of them; the others are zod's own checks (docs/adr/0091).
 */
export const fieldErrorCodes = [
  'invalid',
  'missing',
  'unknown-field',
  'wrong-key',
  'not-text',
  'not-a-number',
  'not-an-integer',
  'not-a-boolean',
  'not-a-list',
  'not-an-object',
  'empty',
  'too-short',
  'too-long',
  'too-small',
  'too-large',
  'empty-list',
  'too-few',
  'too-many',
  'wrong-choice',
  'wrong-format',
  'invisible',
  'several-lines',
  'half-character',
  'control-character',
  'too-many-accents',
  'nested-too-deeply',
  'email-without-at',
  'email-without-name',
  'email-without-domain',
  'email-too-long',
  'email-name-too-long',
  'email-with-wrong-characters',
  'email-with-angle-brackets',
  'email-with-bare-ip',
  'email-with-wrong-domain',
  'not-a-uuid',
  'not-a-sha256',
  'not-a-date',
  'not-a-time',
  'not-an-instant',
  'instant-without-zone',
  'no-such-time',
  'outside-years',
  'not-a-time-zone',
  'range-reversed',
  'range-empty',
  'range-too-long',
  'day-or-range',
  'not-a-client-id',
  'not-an-audience',
  'not-a-scope',
  'unknown-scope',
  'sign-in-method-needed',
  'common-password',
  'personal-password',
  'nothing-to-change',
  'people-only',
] as const;

export type FieldErrorCode = (typeof fieldErrorCodes)[number];

interface Reason {
  code: FieldErrorCode;
  /** The values that a text needs, such as a limit. */
  params?: Record<string, string | number>;
}

/** An invalid field, and why it is invalid. */
export interface FieldError extends Reason {
  /** Its name in the request; fields inside of others are joined by dots: `roles.0`. Empty for the whole request. */
  path: string;
  message: string;
}

/** An issue as Standard Schema promises it; those of zod have a code. */
export interface SchemaIssue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[];
}

/**
 * The errors of the fields of `input`, from the issues that its schema found: the first of each field, because zod also
 * finds a text too long where it expects a short list.
 */
export function fieldErrorsOf(issues: readonly SchemaIssue[], input: unknown): FieldError[] {
  const errors = new Map<string, FieldError>();
  for (const issue of issues) {
    const steps = (issue.path ?? []).map((step) => (typeof step === 'object' ? step.key : step));
    const path = steps.map(String).join('.');
    if (!errors.has(path)) {
      errors.set(path, { path, message: issue.message, ...reasonOf(issue, valueAt(input, steps)) });
    }
  }
  return [...errors.values()];
}

/** The value at a path; for a part of a text, such as an item of a comma-separated list, the whole text. */
const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : value,
    input,
  );

const isFromZod = (issue: SchemaIssue): issue is z.core.$ZodIssue => 'code' in issue;

function reasonOf(issue: SchemaIssue, value: unknown): Reason {
  if (!isFromZod(issue)) {
    return { code: 'invalid' };
  }
  switch (issue.code) {
    case 'invalid_type':
      return { code: value === undefined ? 'missing' : (codesOfTypes[issue.expected] ?? 'invalid') };
    case 'invalid_value':
      return value === undefined
        ? { code: 'missing' }
        : { code: 'wrong-choice', params: { choices: issue.values.map(String).join(', ') } };
    case 'invalid_union':
      return { code: value === undefined ? 'missing' : 'wrong-format' };
    case 'invalid_format':
      return { code: codesOfFormats[issue.format] ?? 'wrong-format' };
    case 'too_small':
      return reasonOfMinimum(issue);
    case 'too_big':
      return { code: codesOfMaximum[issue.origin] ?? 'too-large', params: { max: Number(issue.maximum) } };
    case 'unrecognized_keys':
      return { code: 'unknown-field', params: { fields: issue.keys.join(', ') } };
    case 'invalid_key':
      return { code: 'wrong-key' };
    case 'custom':
      return reasonOfRefusal(issue.params);
    case 'invalid_element':
    case 'not_multiple_of':
      return { code: 'invalid' };
  }
}

const codesOfTypes: Partial<Record<string, FieldErrorCode>> = {
  string: 'not-text',
  number: 'not-a-number',
  int: 'not-an-integer',
  boolean: 'not-a-boolean',
  array: 'not-a-list',
  object: 'not-an-object',
  record: 'not-an-object',
};

const codesOfFormats: Partial<Record<string, FieldErrorCode>> = {
  guid: 'not-a-uuid',
  date: 'not-a-date',
  datetime: 'not-an-instant',
  // Of the contracts.
  sha256: 'not-a-sha256',
  'time-of-day': 'not-a-time',
  'client-id': 'not-a-client-id',
  audience: 'not-an-audience',
  'oauth-scope': 'not-a-scope',
};

function reasonOfMinimum({ origin, minimum }: z.core.$ZodIssueTooSmall): Reason {
  const min = Number(minimum);
  if (origin === 'string') {
    return min === 1 ? { code: 'empty' } : { code: 'too-short', params: { min } };
  }
  if (origin === 'array') {
    return min === 1 ? { code: 'empty-list' } : { code: 'too-few', params: { min } };
  }
  return { code: 'too-small', params: { min } };
}

const codesOfMaximum: Partial<Record<string, FieldErrorCode>> = { string: 'too-long', array: 'too-many' };

/** The reason that a check of our own names in its `params`. */
function reasonOfRefusal({ code, ...params }: Record<string, unknown> = {}): Reason {
  const known = fieldErrorCodes.find((one) => one === code);
  return known === undefined
    ? { code: 'invalid' }
    : { code: known, ...(Object.keys(params).length > 0 && { params: params as Reason['params'] }) };
}
