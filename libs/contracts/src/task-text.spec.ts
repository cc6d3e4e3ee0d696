import fc from 'fast-check';
import { hasStrayBrackets, joinTaskText, splitTaskText } from './task-text.js';

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
    ['[#17] two\nlines', '#17', 'two\nlines'],
    ['POPUG-42 Fix the perch', null, 'POPUG-42 Fix the perch'],
    ['Fix the perch', null, 'Fix the perch'],
  ])('%j has the key %j and the title %j', (written, jira_id, title) => {
    expect(splitTaskText(written)).toEqual({ jira_id, title });
    expect(hasStrayBrackets(written)).toBe(false);
  });

  it.each([
    ['Fix [the] perch', null, 'Fix (the) perch'],
    ['[POPUG-42]', null, '(POPUG-42)'],
    ['[POPUG-42] - ', null, '(POPUG-42) -'],
    ['[] Fix the perch', null, '() Fix the perch'],
    ['[ ] Fix the perch', null, '( ) Fix the perch'],
    [`[${'x'.repeat(65)}] Fix`, null, `(${'x'.repeat(65)}) Fix`],
    ['[POPUG-42 Fix the perch', null, '(POPUG-42 Fix the perch'],
    ['POPUG-42] Fix the perch', null, 'POPUG-42) Fix the perch'],
    ['[[POPUG-42]] Fix', null, '((POPUG-42)) Fix'],
    ['[POPUG-42] [urgent] Fix', 'POPUG-42', '(urgent) Fix'],
  ])('%j has stray brackets, and would be %j with %j', (written, jira_id, title) => {
    expect(splitTaskText(written)).toEqual({ jira_id, title });
    expect(hasStrayBrackets(written)).toBe(true);
  });

  it('counts 64 characters of any alphabet as 64', () => {
    expect(splitTaskText(`[${'🦜'.repeat(64)}] Fix`).jira_id).toBe('🦜'.repeat(64));
    expect(splitTaskText(`[${'🦜'.repeat(65)}] Fix`).jira_id).toBeNull();
  });

  it('leaves no bracket in any title, and no blank at an end', () => {
    fc.assert(
      fc.property(text, (written) => {
        const { jira_id, title } = splitTaskText(written);
        expect(`${jira_id}${title}`).not.toMatch(/[[\]]/);
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
        expect(hasStrayBrackets(joinTaskText(split))).toBe(false);
      }),
      { numRuns: 5000 },
    );
  });
});
