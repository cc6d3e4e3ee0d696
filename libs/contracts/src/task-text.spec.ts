import fc from 'fast-check';
import { joinTaskText, splitTaskText, titleInEvents } from './task-text.js';

/** Strings made of what matters to the rule, and of whatever else. */
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

describe('Splitting what people write into tracker key and title (T10)', () => {
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
  ])('%j has the key %j and the title %j', (written, jira_id, title) => {
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
  ])('%j has no key: its brackets are text', (written) => {
    expect(splitTaskText(written)).toEqual({ jira_id: null, title: written });
  });

  it('has parentheses for brackets in the titles of events', () => {
    const { jira_id, title } = splitTaskText('[POPUG-42] [urgent] Fix array[0]');
    expect([jira_id, titleInEvents(title)]).toEqual(['POPUG-42', '(urgent) Fix array(0)']);
  });

  it('counts 64 characters of any alphabet as 64', () => {
    const letter = 'ж';
    expect(splitTaskText(`[${letter.repeat(62)}-1] Fix`).jira_id).toBe(`${letter.repeat(62)}-1`);
    expect(splitTaskText(`[${letter.repeat(63)}-1] Fix`).jira_id).toBeNull();
  });

  it('leaves no bracket in any key or title of an event, and no blank at an end', () => {
    fc.assert(
      fc.property(text, (written) => {
        const { jira_id, title } = splitTaskText(written);
        expect(`${jira_id}${titleInEvents(title)}`).not.toMatch(/[[\]]/);
        expect([jira_id, title]).toEqual([jira_id?.trim() ?? null, title.trim()]);
      }),
      { numRuns: 5000 },
    );
  });

  it('gives the same again for what it gave, put together', () => {
    fc.assert(
      fc.property(text, (written) => {
        const split = splitTaskText(written);
        expect(splitTaskText(joinTaskText(split))).toEqual(split);
        const told = { ...split, title: titleInEvents(split.title) };
        expect(splitTaskText(joinTaskText(told))).toEqual(told);
      }),
      { numRuns: 5000 },
    );
  });
});
