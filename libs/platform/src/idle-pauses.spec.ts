import { IdlePauses } from './idle-pauses.js';

describe('Idle pauses', () => {
  const pauses = (of: IdlePauses, count: number) => Array.from({ length: count }, () => of.next());

  it('grow by half each time, up to the longest', () => {
    expect(pauses(new IdlePauses({ first: 8, longest: 30 }), 6)).toEqual([8, 12, 18, 27, 30, 30]);
  });

  it('start over with the first pause after a reset', () => {
    const idle = new IdlePauses({ first: 8, longest: 30 });
    pauses(idle, 10);
    idle.reset();
    expect(pauses(idle, 2)).toEqual([8, 12]);
  });

  it('never exceed the longest, not even the first one', () => {
    expect(pauses(new IdlePauses({ first: 500, longest: 200 }), 2)).toEqual([200, 200]);
  });
});
