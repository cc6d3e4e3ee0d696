import { maxDescriptionLength, readDescription } from './description.js';

describe('A description that is being written (T10)', () => {
  it('shows its tracker key apart', () => {
    expect(readDescription('[POPUG-42] - Fix the perch')).toEqual({
      jiraId: 'POPUG-42',
      title: 'Fix the perch',
      keyState: 'key',
      refusal: undefined,
    });
    expect(readDescription('Fix the perch')).toMatchObject({
      jiraId: null,
      title: 'Fix the perch',
      keyState: 'none',
    });
  });

  it.each(['[x] done', '[WIP] Fix the perch', '[42] Fix the perch', '[the docs](https://example.org)'])(
    'says that its brackets are no tracker key, and keeps them: %s',
    (text) => {
      expect(readDescription(text)).toEqual({
        jiraId: null,
        title: text,
        keyState: 'noKey',
        refusal: undefined,
      });
    },
  );

  it.each(['array[0]', 'Fix [the] perch', '[POPUG-42', 'POPUG-42]'])(
    'keeps brackets that are not around its beginning, and says nothing of them: %s',
    (text) => {
      expect(readDescription(text)).toMatchObject({ jiraId: null, title: text, keyState: 'none' });
    },
  );

  it.each(['[POPUG-42]', '[POPUG-42] -', '[POPUG-42] \u200b'])(
    'asks for a title behind a tracker key: %j',
    (text) => {
      expect(readDescription(text)).toMatchObject({ jiraId: null, keyState: 'noTitle' });
    },
  );

  it('will be refused when it shows nothing, says too much, or has what nobody can type', () => {
    expect(readDescription(' \n').refusal).toBe('empty');
    expect(readDescription('\u200b').refusal).toBe('empty');
    expect(readDescription('x'.repeat(maxDescriptionLength)).refusal).toBeUndefined();
    expect(readDescription('x'.repeat(maxDescriptionLength + 1)).refusal).toBe('tooLong');
    expect(readDescription('x\0y').refusal).toBe('characters');
  });
});
