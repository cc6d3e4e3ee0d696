import { IdlePauses } from './idle-pauses.js';

describe('Idle pauses', () => {
  const pauses = (of: IdlePauses, count: number) => Array.from({ length: count }, () => of.next());

  it('grow by half each time, up to the longest', () => {
    expect(pauses(new IdlePauses({ first: 8, longest: 30 }), 6)).toEqual([8, 12, 18, 27, 30, 30]);
  });

  it('begin again once there was work', () => {
    const idle = new IdlePauses({ first: 8, longest: 30 });
    pauses(idle, 10);
    idle.reset();
    expect(pauses(idle, 2)).toEqual([8, 12]);
  });

  it('are never longer than the longest, even the first', () => {
    expect(pauses(new IdlePauses({ first: 500, longest: 200 }), 2)).toEqual([200, 200]);
  });
});
