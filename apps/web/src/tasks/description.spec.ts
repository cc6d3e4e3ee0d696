import { maxDescriptionLength, readDescription } from './description.js';

describe('readDescription (T10)', () => {
  it('separates the tracker key from the title', () => {
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
    'keeps brackets at the start that are not a tracker key and reports them: %s',
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
    'keeps other brackets without reporting them: %s',
    (text) => {
      expect(readDescription(text)).toMatchObject({ jiraId: null, title: text, keyState: 'none' });
    },
  );

  it.each(['[POPUG-42]', '[POPUG-42] -', '[POPUG-42] \u200b'])(
    'reports a tracker key without a title: %j',
    (text) => {
      expect(readDescription(text)).toMatchObject({ jiraId: null, keyState: 'noTitle' });
    },
  );

  it('predicts the refusal of invisible, overlong and untypable text', () => {
    expect(readDescription(' \n').refusal).toBe('empty');
    expect(readDescription('\u200b').refusal).toBe('empty');
    expect(readDescription('x'.repeat(maxDescriptionLength)).refusal).toBeUndefined();
    expect(readDescription('x'.repeat(maxDescriptionLength + 1)).refusal).toBe('tooLong');
    expect(readDescription('x\0y').refusal).toBe('characters');
  });
});
