import fc from 'fast-check';
import { cleanedText, hasSomethingVisible } from './text.js';
import { newReversal } from './accounting.js';
import { newTask, tasksQuery } from './tasks.js';
import { newUser, registration, taskFromOwner, userChange, userFromOwner, usersQuery } from './index.js';

const person = { name: 'Rio', email: 'rio@example.org' };

/** Every text that people write, by how it is read. */
const fields: Record<string, (text: string) => { success: boolean; data?: unknown }> = {
  'the description of a task': (description) => newTask.safeParse({ description }),
  'what tasks are searched for': (text) => tasksQuery.safeParse({ text }),
  'the name of a new person': (name) => newUser.safeParse({ ...person, name }),
  'the name of somebody who registers': (name) =>
    registration.safeParse({ ...person, name, password: 'a long enough one' }),
  'the changed name of a person': (name) => userChange.safeParse({ name }),
  'a text in the details of a person': (hobby) => userChange.safeParse({ details: { hobby } }),
  'what people are searched for': (text) => usersQuery.safeParse({ text }),
  'the reason of a reversal': (reason) => newReversal.safeParse({ reason }),
};

const names = Object.keys(fields);
const read = (field: string, text: string) => fields[field]?.(text) ?? { success: false };

describe.each(names)('In %s', (field) => {
  it.each([
    ['NFD', 'Cafe\u0301 Йогурт'.normalize('NFD'), 'Café Йогурт'],
    ['direction characters', 'per\u202ech \u2066x\u2069', 'perch x'],
    ['a direction character between a letter and its accent', 'cafe\u200e\u0301', 'café'],
    ['a bird of two halves', '🦜', '🦜'],
    ['letters joined by a joiner', '👩\u200d🔧', '👩\u200d🔧'],
  ])('%s becomes one spelling', (_, written, kept) => {
    const { success, data } = read(field, written);
    expect(success).toBe(true);
    expect(JSON.stringify(data)).toContain(JSON.stringify(kept).slice(1, -1));
  });

  it.each([
    ['NUL', 'per\0ch'],
    ['a control character', 'per\u001bch'],
    ['a control character of the other block', 'per\u009bch'],
    ['half a character', 'per\ud83ech'],
    ['the other half', 'per\udd9cch'],
    ['31 accents on a letter', `perche${'\u0301'.repeat(31)}`],
  ])('%s is refused', (_, written) => {
    expect(read(field, written).success).toBe(false);
  });
});

describe.each(names.filter((field) => !field.includes('details')))('In %s', (field) => {
  it.each([
    ['', ''],
    ['blanks', ' \u00a0\u3000'],
    ['a zero width space', '\u200b'],
    ['a joiner and a variation selector', '\u200d\ufe0f'],
    ['a blank of Hangul', '\u3164'],
    ['a blank of Braille', '\u2800'],
    ['direction characters alone', '\u202e\u202c'],
    ['a tag', '\u{e0041}'],
  ])('what shows nothing is refused: %s', (_, written) => {
    expect(read(field, written).success).toBe(false);
  });
});

describe('A text that people write', () => {
  it('may have lines in a description alone', () => {
    expect(newTask.parse({ description: 'one\r\ntwo\u2028three' })).toEqual({
      description: 'one\ntwo\nthree',
    });
    expect(newReversal.safeParse({ reason: 'one\ntwo' }).success).toBe(false);
    expect(userChange.safeParse({ name: 'one\ntwo' }).success).toBe(false);
  });

  it('is as long as it looks, not as it was spelled', () => {
    const description = 'é'.repeat(2000);
    expect(newTask.parse({ description: description.normalize('NFD') })).toEqual({ description });
    expect(newTask.safeParse({ description: `${description}é` }).success).toBe(false);
  });

  it('is refused for its length before anything else looks at it', () => {
    const { error } = newTask.safeParse({ description: `\0${'x'.repeat(30_000)}` });
    expect(error?.issues.map(({ message }) => message)).toEqual(['must have at most 2000 characters']);
  });

  it('has the same spelling when it is read again', () => {
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

describe('A text of another service', () => {
  it('is never refused, and can be kept by PostgreSQL, as JSON too', () => {
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

  it('is cleaned wherever one is read', () => {
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

describe('Whether something is to be seen', () => {
  it.each(['a', '.', '🦜', '\u0301', '❤\ufe0f', ' x '])('%j shows something', (text) => {
    expect(hasSomethingVisible(text)).toBe(true);
  });
});
