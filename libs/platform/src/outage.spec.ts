import { Logger } from '@nestjs/common';
import { LoggedOutage, Outage, reasonOf } from './outage.js';

class Refused extends Error {}

describe('An outage', () => {
  const lines: string[] = [];
  const take = (message: unknown): void => {
    lines.push(String(message));
  };

  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(take);
    vi.spyOn(Logger.prototype, 'log').mockImplementation(take);
    vi.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const words = { began: 'the parrot does not answer', ended: 'the parrot answers again' };

  it('is one line when it begins and one when it ends, however often it is noticed', () => {
    const outage = new Outage('Parrot', words);
    outage.ended();
    for (let time = 0; time < 100; time += 1) {
      outage.began(new Error(`no answer within ${time} ms`));
    }
    outage.ended();
    outage.ended();
    expect(lines).toEqual([
      'the parrot does not answer: no answer within 0 ms',
      'the parrot answers again after 1 s',
    ]);
  });

  it('says once of each other kind of failure what it is', () => {
    const outage = new Outage('Parrot', words);
    for (let time = 0; time < 10; time += 1) {
      outage.began(new Error('asleep'));
      outage.began(new Refused('not today'));
    }
    expect(lines).toEqual(['the parrot does not answer: asleep', 'the parrot does not answer: not today']);
  });

  it('of one kind is told once, in whichever words and classes its failures come', () => {
    const outage = new Outage('Parrot', words, { isOneKind: true });
    outage.began(new Error('asleep'));
    outage.began(new TypeError('not today'));
    expect(lines).toEqual(['the parrot does not answer: asleep']);
  });

  it('does not end by a success among failures', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const outage = new Outage('Parrot', words, { quietMilliseconds: 1000 });
    for (let time = 0; time < 10; time += 1) {
      outage.began(new Error('asleep'));
      vi.advanceTimersByTime(500);
      outage.ended();
    }
    expect(lines).toHaveLength(1);
    vi.advanceTimersByTime(1000);
    outage.ended();
    expect(lines[1]).toBe('the parrot answers again after 6 s');
  });

  it('is told in one line, without a stack', () => {
    const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    expect(reasonOf(new AggregateError([refused, refused]))).toBe('ECONNREFUSED');
    expect(reasonOf(new LoggedOutage('first\n  second'))).toBe('first second');
    expect(reasonOf('just a text')).toBe('just a text');
    expect(reasonOf(new Error('x'.repeat(10_000))).length).toBeLessThan(600);
  });
});
