import { longestDescription, readDescription } from './description.js';

describe('A description that is being written', () => {
  it('shows its key apart once it is complete', () => {
    expect(readDescription('[POPUG-42] - Fix the perch')).toEqual({
      jiraId: 'POPUG-42',
      title: 'Fix the perch',
      refusal: undefined,
    });
    expect(readDescription('Fix the perch')).toMatchObject({ jiraId: null, title: 'Fix the perch' });
  });

  it.each(['[POPUG-42', '[POPUG-42]', 'Fix [the] perch', '[POPUG-42] - Fix [the] perch'])(
    'will be refused for its brackets: %s',
    (text) => {
      expect(readDescription(text).refusal).toBe('brackets');
    },
  );

  it('will be refused when it says nothing or too much', () => {
    expect(readDescription(' \n').refusal).toBe('empty');
    expect(readDescription('x'.repeat(longestDescription)).refusal).toBeUndefined();
    expect(readDescription('x'.repeat(longestDescription + 1)).refusal).toBe('tooLong');
  });
});
