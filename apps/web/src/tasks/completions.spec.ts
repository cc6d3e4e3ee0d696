import { Completions, undoMilliseconds } from './completions.js';

const perch = { uuid: 'perch', title: 'Fix the perch' };
const bowl = { uuid: 'bowl', title: 'Fill the bowl' };

describe('A task that was pressed to be completed', () => {
  let sent: string[];
  let answer: () => void;
  let completions: Completions;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    completions = new Completions(({ uuid }) => {
      sent.push(uuid);
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
  });

  afterEach(() => vi.useRealTimers());

  it('is sent when the time to take it back is over', async () => {
    completions.begin(perch);
    expect(completions.of('perch')).toBe('waiting');
    vi.advanceTimersByTime(undoMilliseconds - 1);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(['perch']);
    expect(completions.of('perch')).toBe('sending');
    answer();
    await Promise.resolve();
    await Promise.resolve();
    expect(completions.of('perch')).toBeUndefined();
  });

  it('is not sent when it was taken back, and the others are', () => {
    completions.begin(perch);
    completions.begin(bowl);
    completions.undo('perch');
    vi.advanceTimersByTime(undoMilliseconds);
    expect(sent).toEqual(['bowl']);
  });

  it('is sent once, however often it was pressed', () => {
    completions.begin(perch);
    completions.begin(perch);
    vi.advanceTimersByTime(undoMilliseconds);
    completions.begin(perch);
    vi.advanceTimersByTime(undoMilliseconds);
    expect(sent).toEqual(['perch']);
  });

  it('is sent at once when its page is left', () => {
    completions.begin(perch);
    completions.begin(bowl);
    completions.sendAll();
    expect(sent).toEqual(['perch', 'bowl']);
    vi.advanceTimersByTime(undoMilliseconds);
    expect(sent).toEqual(['perch', 'bowl']);
  });

  it('tells whoever shows it', () => {
    const told = vi.fn();
    const stop = completions.subscribe(told);
    completions.begin(perch);
    completions.undo('perch');
    expect(told).toHaveBeenCalledTimes(2);
    stop();
    completions.begin(perch);
    expect(told).toHaveBeenCalledTimes(2);
  });
});
