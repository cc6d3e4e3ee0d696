import fc from 'fast-check';
import { cleanedText, hasSomethingVisible } from './text.js';
import { newReversal } from './accounting.js';
import { newTask, tasksQuery } from './tasks.js';
import { newUser, registration, taskFromOwner, userChange, userFromOwner, usersQuery } from './index.js';

const person = { name: 'Rio', email: 'rio@example.org' };

/** Every text field that people write, with its parser. */
const fields: Record<string, (text: string) => { success: boolean; data?: unknown }> = {
  'the description of a task': (description) => newTask.safeParse({ description }),
  'the search text for tasks': (text) => tasksQuery.safeParse({ text }),
  'the name of a new person': (name) => newUser.safeParse({ ...person, name }),
  'the name of a person who registers': (name) =>
    registration.safeParse({ ...person, name, password: 'a long enough one' }),
  'the changed name of a person': (name) => userChange.safeParse({ name }),
  'a text in the details of a person': (hobby) => userChange.safeParse({ details: { hobby } }),
  'the search text for people': (text) => usersQuery.safeParse({ text }),
  'the reason of a reversal': (reason) => newReversal.safeParse({ reason }),
};

const names = Object.keys(fields);
const read = (field: string, text: string) => fields[field]?.(text) ?? { success: false };

describe.each(names)('In %s', (field) => {
  it.each([
    ['decomposed letters (NFD)', 'Cafe\u0301 Йогурт'.normalize('NFD'), 'Café Йогурт'],
    ['direction characters', 'per\u202ech \u2066x\u2069', 'perch x'],
    ['a direction character between a letter and its accent', 'cafe\u200e\u0301', 'café'],
    ['a character of two surrogates', '🦜', '🦜'],
    ['characters joined by a joiner', '👩\u200d🔧', '👩\u200d🔧'],
  ])('normalizes or keeps %s', (_, written, kept) => {
    const { success, data } = read(field, written);
    expect(success).toBe(true);
    expect(JSON.stringify(data)).toContain(JSON.stringify(kept).slice(1, -1));
  });

  it.each([
    ['NUL', 'per\0ch'],
    ['a control character', 'per\u001bch'],
    ['a C1 control character', 'per\u009bch'],
    ['a lone high surrogate', 'per\ud83ech'],
    ['a lone low surrogate', 'per\udd9cch'],
    ['31 accents on a letter', `perche${'\u0301'.repeat(31)}`],
  ])('rejects %s', (_, written) => {
    expect(read(field, written).success).toBe(false);
  });
});

describe.each(names.filter((field) => !field.includes('details')))('In %s', (field) => {
  it.each([
    ['an empty text', ''],
    ['blanks', ' \u00a0\u3000'],
    ['a zero width space', '\u200b'],
    ['a joiner and a variation selector', '\u200d\ufe0f'],
    ['a blank of Hangul', '\u3164'],
    ['a blank of Braille', '\u2800'],
    ['direction characters alone', '\u202e\u202c'],
    ['a tag', '\u{e0041}'],
  ])('rejects a text without visible characters: %s', (_, written) => {
    expect(read(field, written).success).toBe(false);
  });
});

describe('A written text', () => {
  it('may have line breaks only in a description', () => {
    expect(newTask.parse({ description: 'one\r\ntwo\u2028three' })).toEqual({
      description: 'one\ntwo\nthree',
    });
    expect(newReversal.safeParse({ reason: 'one\ntwo' }).success).toBe(false);
    expect(userChange.safeParse({ name: 'one\ntwo' }).success).toBe(false);
  });

  it('is measured after normalization', () => {
    const description = 'é'.repeat(2000);
    expect(newTask.parse({ description: description.normalize('NFD') })).toEqual({ description });
    expect(newTask.safeParse({ description: `${description}é` }).success).toBe(false);
  });

  it('is rejected for its length before any other check', () => {
    const { error } = newTask.safeParse({ description: `\0${'x'.repeat(30_000)}` });
    expect(error?.issues.map(({ message }) => message)).toEqual(['must have at most 2000 characters']);
  });

  it('stays the same when normalized again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
        const { data } = newTask.safeParse({ description: text });
        if (data) {
          expect(newTask.parse(data)).toEqual(data);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('A text from another service', () => {
  it('is never rejected, and can be stored by PostgreSQL, as JSON too', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.nat({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
        (text) => {
          const cleaned = cleanedText(text);
          expect(cleaned).not.toMatch(/[\0\p{Surrogate}\p{Bidi_Control}]/u);
          expect(cleanedText(cleaned)).toBe(cleaned);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is cleaned in every schema', () => {
    const odd = 'Po\0lly \ud800\u202ee\u0301';
    const clean = 'Polly \ufffdé';
    expect(userFromOwner.parse({ name: odd, email: odd, role: odd })).toEqual({
      name: clean,
      email: clean,
      roles: [clean],
    });
    expect(taskFromOwner.parse({ description: odd })).toEqual({ description: clean });
    expect(taskFromOwner.parse({ jira_id: odd, title: odd })).toEqual({
      description: `[${clean}] - ${clean}`,
    });
  });
});

describe('hasSomethingVisible', () => {
  it.each(['a', '.', '🦜', '\u0301', '❤\ufe0f', ' x '])('is true for %j', (text) => {
    expect(hasSomethingVisible(text)).toBe(true);
  });
});
