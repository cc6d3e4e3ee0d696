import { pauseSeconds } from './growing-pauses.js';

describe('Pauses between sign-in attempts at one account', () => {
  it('double from 1 second up to 30 seconds', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 1000, 2_000_000].map(pauseSeconds);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
  });

  it('allow fewer than 3,000 guesses a day, from however many addresses', () => {
    const free = 10;
    const day = 24 * 60 * 60;
    let seconds = 0;
    let guesses = free;
    for (let tooMany = 1; seconds < day; tooMany += 1) {
      seconds += pauseSeconds(tooMany);
      guesses += 1;
    }
    expect(guesses).toBeLessThan(3000);
  });
});
