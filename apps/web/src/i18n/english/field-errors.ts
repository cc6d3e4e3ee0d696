import type { FieldErrorCode } from '../generated/problem-codes.js';
import { problems } from './problems.js';

/** Why a service refused a field, by code. The services' own messages are worded for programs. */
export const fieldErrors = {
  invalid: 'This value isn’t valid',
  missing: 'Fill in this field',
  'unknown-field': 'The service doesn’t know these fields: {{fields}}',
  'wrong-key': 'The name is too long or isn’t valid',
  'not-text': 'This must be text',
  'not-a-number': 'This must be a number',
  'not-an-integer': 'This must be a whole number',
  'not-a-boolean': 'This must be true or false',
  'not-a-list': 'This must be a list',
  'not-an-object': 'This must be an object',

  // Limits.
  empty: 'Fill in this field',
  'too-short': 'Use at least {{min}} characters',
  'too-long': 'Use at most {{max}} characters',
  'too-small': 'This must be at least {{min}}',
  'too-large': 'This must be at most {{max}}',
  'empty-list': 'Choose at least one',
  'too-few': 'Choose at least {{min}}',
  'too-many': 'Choose at most {{max}}',
  'wrong-choice': 'Choose one of these: {{choices}}',

  // Texts.
  'wrong-format': 'The format isn’t valid',
  invisible: 'This has no visible character',
  'several-lines': 'Write this in one line, without tabs',
  'half-character': 'The text contains a damaged character. Type it again.',
  'control-character': 'The text contains invisible characters. Remove them or type it again.',
  'too-many-accents': 'Use at most {{max}} accents in a row',
  'nested-too-deeply': 'Nest this at most {{max}} levels deep',

  // E-mail addresses.
  'email-without-at': 'The address has no @',
  'email-without-name': 'There is nothing before the @',
  'email-without-domain': 'There is nothing after the @',
  'email-too-long': 'This address is too long',
  'email-name-too-long': 'The part before the @ is too long',
  'email-with-wrong-characters':
    'There is a space or another character before the @ that needs quotes. Remove it or put this part in quotes.',
  'email-with-angle-brackets': 'There must be no < or > before the @: mail could not be delivered',
  'email-with-bare-ip': 'Put the IP address after the @ in brackets: [192.0.2.1]',
  'email-with-wrong-domain': 'Enter a domain after the @, such as example.org',

  // Ids, days and times.
  'not-a-uuid': 'This must be a UUID',
  'not-a-sha256': 'This must be a SHA-256: 64 hexadecimal digits',
  'not-a-date': 'Enter a date such as 2026-03-01',
  'not-a-time': 'Enter a time such as 18:00',
  'not-an-instant': 'Enter a date and time such as 2026-03-01T10:00:00Z',
  'instant-without-zone': 'Add a time zone: Z or an offset such as +03:00',
  'no-such-time': 'There is no such date or time',
  'outside-years': 'The year must be from 1 to 9999',
  'not-a-time-zone': 'Enter the name of a time zone, such as Europe/Berlin',
  'range-reversed': 'The period can’t start after it ends',
  'range-empty': 'The period must end after it starts',
  'range-too-long': 'Choose at most {{max}} days',
  'day-or-range': 'Choose either a day, or the start and end of a period',

  // Service clients.
  'not-a-client-id': 'Use at most 100 lowercase letters, digits and . _ -, starting with a letter or digit',
  'not-an-audience': 'Use at most 200 Latin letters, digits and symbols, without spaces',
  'not-a-scope': 'Use at most 100 Latin letters, digits and symbols, without spaces, quotes and \\',
  'unknown-scope': 'This system has no scope “{{scope}}”',

  // People.
  'sign-in-method-needed': 'Set a password, a beak or both: you need one of them to sign in',
  'common-password': problems['common-password'],
  'personal-password': problems['personal-password'],
  'nothing-to-change': 'Change at least one field',
  'people-only': 'Only people can use “me”, services can’t',
} satisfies Record<FieldErrorCode, string>;
