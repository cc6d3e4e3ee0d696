import { shuffle, shuffleSteps } from './shuffled-names.js';

describe('The names that pass by during a draw', () => {
  it('take at most 1.2 seconds and get slower', () => {
    expect(shuffleSteps.reduce((sum, step) => sum + step, 0)).toBeLessThanOrEqual(1200);
    expect([...shuffleSteps].sort((left, right) => left - right)).toEqual([...shuffleSteps]);
  });

  it('include the person drawn, unless there is no one else', () => {
    expect(shuffle(['Polly', 'Rio', null], 'Ara').sort()).toEqual(['Ara', 'Polly', 'Rio']);
    expect(shuffle(['Polly'], 'Polly')).toEqual([]);
    expect(shuffle([], 'Polly')).toEqual([]);
  });
});
