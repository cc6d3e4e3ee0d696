import { findHabits } from './plain-english.mjs';

const file = 'docs/perch.md';

describe('The check for plain English', () => {
  it.each([
    ['Whoever asks first', 'Whoever'],
    ['drawn anew.', 'anew'],
    ["nobody's perch", "nobody's"],
    ['Finance is told of it', 'is told'],
    ['the work goes on', 'goes on'],
    ['closes by itself', 'by itself'],
    ['it stays for good', 'for good'],
    ['what is to be done', 'is to be'],
    ['the token ran out', 'ran out'],
    ['people in the red', 'in the red'],
  ])('rejects %j', (text, phrase) => {
    expect(findHabits(file, text)).toEqual([expect.stringContaining(`${file}:1: "${phrase}": write `)]);
  });

  it('finds a phrase across the lines of a comment and reports its first line', () => {
    const [found] = findHabits('libs/perch.ts', '/**\n * What an event is\n * told by.\n */');
    expect(found).toContain('libs/perch.ts:2: "is told"');
    const [inSql] = findHabits('libs/0001-perch.sql', '-- What an event is\n-- told by.');
    expect(inSql).toContain('libs/0001-perch.sql:1: "is told"');
  });

  it.each(['for good reason', 'ran out of memory', 'nobodyId', 'passed_over', 'anewed'])(
    'accepts %j',
    (text) => {
      expect(findHabits(file, text)).toEqual([]);
    },
  );

  it('accepts phrases where they are right, and skips generated files and Russian texts', () => {
    expect(findHabits('apps/web/src/i18n/english/money.ts', 'In the red')).toEqual([]);
    expect(findHabits('apps/web/src/i18n/english/money.ts', 'nobody')).toHaveLength(1);
    expect(findHabits('package-lock.json', 'anew')).toEqual([]);
    expect(findHabits('apps/web/src/i18n/russian/money.ts', 'anew')).toEqual([]);
  });
});
