import { Completions, undoMilliseconds } from './completions.js';

const perch = { uuid: 'perch', title: 'Fix the perch' };
const bowl = { uuid: 'bowl', title: 'Fill the bowl' };

describe('Completions', () => {
  let sent: string[];
  let respond: () => void;
  let completions: Completions;

  beforeEach(() => {
    vi.useFakeTimers();
    sent = [];
    completions = new Completions(({ uuid }) => {
      sent.push(uuid);
      return new Promise((resolve) => {
        respond = resolve;
      });
    });
  });

  afterEach(() => vi.useRealTimers());

  it('sends a completion when the undo delay is over', async () => {
    completions.schedule(perch);
    expect(completions.stateOf('perch')).toBe('pending');
    vi.advanceTimersByTime(undoMilliseconds - 1);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual(['perch']);
    expect(completions.stateOf('perch')).toBe('sending');
    respond();
    await Promise.resolve();
    await Promise.resolve();
    expect(completions.stateOf('perch')).toBeUndefined();
  });

  it('does not send an undone completion, but sends the others', () => {
    completions.schedule(perch);
    completions.schedule(bowl);
    completions.undo('perch');
    vi.advanceTimersByTime(undoMilliseconds);
    expect(sent).toEqual(['bowl']);
  });

  it('sends nothing after all completions are undone, except those sent before', () => {
    completions.schedule(perch);
    vi.advanceTimersByTime(undoMilliseconds);
    completions.schedule(bowl);
    completions.schedule({ uuid: 'palm', title: 'Water the palm tree' });
    completions.undoAll();
    expect(completions.pendingCount).toBe(0);
    vi.advanceTimersByTime(undoMilliseconds);
    expect(sent).toEqual(['perch']);
  });

  it('sends a completion once, however often it is scheduled', () => {
    completions.schedule(perch);
    completions.schedule(perch);
    vi.advanceTimersByTime(undoMilliseconds);
    completions.schedule(perch);
    vi.advanceTimersByTime(undoMilliseconds);
    expect(sent).toEqual(['perch']);
  });

  it('sends all pending completions immediately when the page is left', () => {
    completions.schedule(perch);
    completions.schedule(bowl);
    completions.sendAll();
    expect(sent).toEqual(['perch', 'bowl']);
    vi.advanceTimersByTime(undoMilliseconds);
    expect(sent).toEqual(['perch', 'bowl']);
  });

  it('notifies its subscribers of changes until they unsubscribe', () => {
    const listener = vi.fn();
    const unsubscribe = completions.subscribe(listener);
    completions.schedule(perch);
    completions.undo('perch');
    expect(listener).toHaveBeenCalledTimes(2);
    unsubscribe();
    completions.schedule(perch);
    expect(listener).toHaveBeenCalledTimes(2);
  });
});
