import { namesIn, shuffle, shuffleSteps } from './shuffled-names.js';

describe('The names that pass by during a draw', () => {
  it('take at most 1.2 seconds and get slower', () => {
    expect(shuffleSteps.reduce((sum, step) => sum + step, 0)).toBeLessThanOrEqual(1200);
    expect([...shuffleSteps].sort((left, right) => left - right)).toEqual([...shuffleSteps]);
  });

  it('come from the lists of tasks that are loaded, each once', () => {
    const page = (...names: (string | null)[]) => ({
      items: names.map((name) => ({ assigned_to: { name } })),
    });
    const loaded = [
      [['tasks'], page('Polly', 'Rio', null)],
      [['tasks'], undefined],
      [['tasks'], page('Rio', 'Ara')],
    ] as const;
    expect(namesIn(loaded)).toEqual(['Polly', 'Rio', 'Ara']);
  });

  it('include the person drawn, unless there is no one else', () => {
    expect(shuffle(['Polly', 'Rio'], 'Ara').sort()).toEqual(['Ara', 'Polly', 'Rio']);
    expect(shuffle(['Polly'], 'Polly')).toEqual([]);
    expect(shuffle([], 'Polly')).toEqual([]);
  });
});
