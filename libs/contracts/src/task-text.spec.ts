import fc from 'fast-check';
import { joinTaskText, splitTaskText, titleInEvents } from './task-text.js';

/** Strings of characters that matter to the rule, and of arbitrary others. */
const text = fc
  .array(
    fc.oneof(
      fc.constantFrom('[', ']', ' ', '-', '—', ':', '\n', 'POPUG-42', 'perch'),
      fc.string({ unit: 'binary' }),
    ),
    {
      maxLength: 12,
    },
  )
  .map((parts) => parts.join(''));

describe('splitTaskText (T10)', () => {
  it.each([
    ['[POPUG-42] - Fix the perch', 'POPUG-42', 'Fix the perch'],
    [
      '[UBERPOP-42] — Поменять оттенок зелёного на кнопке',
      'UBERPOP-42',
      'Поменять оттенок зелёного на кнопке',
    ],
    ['[POPUG-42] Fix the perch', 'POPUG-42', 'Fix the perch'],
    ['[POPUG-42]Fix the perch', 'POPUG-42', 'Fix the perch'],
    ['[POPUG-42]: Fix the perch', 'POPUG-42', 'Fix the perch'],
    ['  [ POPUG-42 ]  –  Fix the perch  ', 'POPUG-42', 'Fix the perch'],
    ['[POPUG-42] - - the last dash stays', 'POPUG-42', '- the last dash stays'],
    ['[ПОПУГ-42] Почини насест 🦜', 'ПОПУГ-42', 'Почини насест 🦜'],
    ['[POPUG-WEB-42] two\nlines', 'POPUG-WEB-42', 'two\nlines'],
    ['[popug2-42] Fix [the] perch', 'popug2-42', 'Fix [the] perch'],
    ['[ПОПУГИ\u0306-42] насест', 'ПОПУГЙ-42', 'насест'],
    ['POPUG-42 Fix the perch', null, 'POPUG-42 Fix the perch'],
    ['Fix the perch', null, 'Fix the perch'],
  ])('splits %j into the key %j and the title %j', (written, jira_id, title) => {
    expect(splitTaskText(written)).toEqual({ jira_id, title });
  });

  it.each([
    '[x] done',
    '[ ] not yet',
    '[WIP] Fix the perch',
    '[42] Fix the perch',
    '[POPUG42] Fix the perch',
    '[POPUG-] Fix the perch',
    '[-42] Fix the perch',
    '[POPUG--42] Fix the perch',
    '[POPUG-42a] Fix the perch',
    '[2026-11-29] Fix the perch',
    '[POPUG 42] Fix the perch',
    '[#17] Fix the perch',
    '[the docs](https://example.org)',
    'array[0]',
    'Fix [the] perch',
    '[POPUG-42]',
    '[POPUG-42] -',
    '[POPUG-42] \u200b',
    '[] Fix the perch',
    '[POPUG-42 Fix the perch',
    'POPUG-42] Fix the perch',
    '[[POPUG-42]] Fix',
    `[${'x'.repeat(62)}-42] Fix`,
  ])('finds no key in %j', (written) => {
    expect(splitTaskText(written)).toEqual({ jira_id: null, title: written });
  });

  it('yields titles whose brackets become parentheses in events', () => {
    const { jira_id, title } = splitTaskText('[POPUG-42] [urgent] Fix array[0]');
    expect([jira_id, titleInEvents(title)]).toEqual(['POPUG-42', '(urgent) Fix array(0)']);
  });

  it('limits a key to 64 characters of any alphabet', () => {
    const letter = 'ж';
    expect(splitTaskText(`[${letter.repeat(62)}-1] Fix`).jira_id).toBe(`${letter.repeat(62)}-1`);
    expect(splitTaskText(`[${letter.repeat(63)}-1] Fix`).jira_id).toBeNull();
  });

  it('leaves no bracket in a key or event title, and no surrounding blanks', () => {
    fc.assert(
      fc.property(text, (written) => {
        const { jira_id, title } = splitTaskText(written);
        expect(`${jira_id}${titleInEvents(title)}`).not.toMatch(/[[\]]/);
        expect([jira_id, title]).toEqual([jira_id?.trim() ?? null, title.trim()]);
      }),
      { numRuns: 5000 },
    );
  });

  it('splits joined parts into the same parts again', () => {
    fc.assert(
      fc.property(text, (written) => {
        const split = splitTaskText(written);
        expect(splitTaskText(joinTaskText(split))).toEqual(split);
        const published = { ...split, title: titleInEvents(split.title) };
        expect(splitTaskText(joinTaskText(published))).toEqual(published);
      }),
      { numRuns: 5000 },
    );
  });
});
