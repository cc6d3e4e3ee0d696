import { Logger } from '@nestjs/common';
import { LoggedOutage, Outage, reasonOf } from './outage.js';

class Refused extends Error {}

describe('An outage', () => {
  const lines: string[] = [];
  const collect = (message: unknown): void => {
    lines.push(String(message));
  };

  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(Logger.prototype, 'warn').mockImplementation(collect);
    vi.spyOn(Logger.prototype, 'log').mockImplementation(collect);
    vi.spyOn(Logger.prototype, 'debug').mockImplementation(() => undefined);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const texts = { began: 'the parrot does not answer', ended: 'the parrot answers again' };

  it('logs one line when it begins and one when it ends, however many failures there are', () => {
    const outage = new Outage('Parrot', texts);
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

  it('logs each further kind of failure once', () => {
    const outage = new Outage('Parrot', texts);
    for (let time = 0; time < 10; time += 1) {
      outage.began(new Error('asleep'));
      outage.began(new Refused('not today'));
    }
    expect(lines).toEqual(['the parrot does not answer: asleep', 'the parrot does not answer: not today']);
  });

  it('logs a single line with isOneKind, whatever the messages and classes of its failures', () => {
    const outage = new Outage('Parrot', texts, { isOneKind: true });
    outage.began(new Error('asleep'));
    outage.began(new TypeError('not today'));
    expect(lines).toEqual(['the parrot does not answer: asleep']);
  });

  it('is not ended by a success soon after a failure', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const outage = new Outage('Parrot', texts, { quietMilliseconds: 1000 });
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

  it('gives its reason in one line, without a stack and not too long', () => {
    const refused = Object.assign(new Error(''), { code: 'ECONNREFUSED' });
    expect(reasonOf(new AggregateError([refused, refused]))).toBe('ECONNREFUSED');
    expect(reasonOf(new LoggedOutage('first\n  second'))).toBe('first second');
    expect(reasonOf('just a text')).toBe('just a text');
    expect(reasonOf(new Error('x'.repeat(10_000))).length).toBeLessThan(600);
  });
});
