import { standingOf } from './standing.js';

const paying = (...rewards: (number | null)[]) => rewards.map((reward) => ({ reward }));

describe('How the day stands', () => {
  it('is the payout of the evening with a positive balance', () => {
    expect(standingOf(1843, paying(2000))).toEqual({ kind: 'paid', amount: 1843 });
  });

  it('is even with a balance of zero', () => {
    expect(standingOf(0, [])).toEqual({ kind: 'even' });
  });

  it('counts the best paid open tasks that end a negative balance', () => {
    expect(standingOf(-3000, paying(2000, 2900, null, 2500))).toEqual({
      kind: 'tasksAway',
      tasks: 2,
      amount: 3000,
    });
    expect(standingOf(-2900, paying(2000, 2900))).toMatchObject({ tasks: 1 });
  });

  it('is overdrawn when all open tasks bring too little', () => {
    expect(standingOf(-3000, paying(2000, null))).toEqual({ kind: 'overdrawn', amount: 3000 });
    expect(standingOf(-1, [])).toEqual({ kind: 'overdrawn', amount: 1 });
  });
});
