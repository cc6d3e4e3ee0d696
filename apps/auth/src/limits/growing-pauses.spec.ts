import { pauseSeconds } from './growing-pauses.js';

describe('The pauses between attempts at one account', () => {
  it('grow from a second to half a minute and no further', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 1000, 2_000_000].map(pauseSeconds);
    expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
  });

  it('leave whoever has any number of addresses less than 3,000 guesses a day', () => {
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
