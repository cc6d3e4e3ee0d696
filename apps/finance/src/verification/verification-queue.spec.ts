import { VerificationQueue, type Checkpoint } from './verification-queue.js';

interface Started {
  name: string;
  checkpoint: Checkpoint;
  finish: () => void;
}

describe('the queue of verifications', () => {
  let queue: VerificationQueue<string>;
  let started: Started[];

  beforeEach(() => {
    queue = new VerificationQueue();
    started = [];
  });

  /** Asks for work that ends when the test lets it. */
  const ask = (name: string, gone = new AbortController().signal): Promise<string> =>
    queue.run(
      name,
      gone,
      (checkpoint) =>
        new Promise((resolve) => {
          started.push({ name, checkpoint, finish: () => resolve(`${name} ${started.length}`) });
        }),
    );

  const names = (): string[] => started.map(({ name }) => name);
  const hasStarted = (count: number) => vi.waitFor(() => expect(started).toHaveLength(count));

  it('runs one at a time, in order', async () => {
    const answers = [ask('a'), ask('b')];
    await hasStarted(1);
    started[0]?.finish();
    await hasStarted(2);
    started[1]?.finish();
    expect([names(), await Promise.all(answers)]).toEqual([
      ['a', 'b'],
      ['a 1', 'b 2'],
    ]);
  });

  it('shares a run that has not begun, and never one that has', async () => {
    const first = ask('a');
    await hasStarted(1);
    const others = [ask('a'), ask('a'), ask('a')];
    started[0]?.finish();
    await hasStarted(2);
    started[1]?.finish();
    expect([await first, await Promise.all(others)]).toEqual(['a 1', ['a 2', 'a 2', 'a 2']]);
  });

  it('refuses the fifth that would wait, and does not count those that have no caller left', async () => {
    const gone = new AbortController();
    const running = ask('running');
    await hasStarted(1);
    const waiting = ['a', 'b', 'c'].map((name) => ask(name));
    const left = expect(ask('d', gone.signal)).rejects.toThrow('asker-gone');
    expect(() => ask('e')).toThrow('verifications-busy');
    gone.abort();
    const last = ask('e');
    started[0]?.finish();
    for (const index of [1, 2, 3, 4]) {
      await hasStarted(index + 1);
      started[index]?.finish();
    }
    await Promise.all([running, ...waiting, left, last]);
    expect(names()).toEqual(['running', 'a', 'b', 'c', 'e']);
  });

  it('stops a run at its next checkpoint once all who share it are gone', async () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const shared = [ask('a', one.signal), ask('a', other.signal)];
    await hasStarted(1);
    const [{ checkpoint, finish }] = started as [Started];
    one.abort();
    expect(checkpoint).not.toThrow();
    other.abort();
    expect(checkpoint).toThrow('asker-gone');
    finish();
    await Promise.all(shared);
  });

  it('continues after a run that failed', async () => {
    const failed = queue.run('a', new AbortController().signal, () => Promise.reject(new Error('no')));
    const next = ask('b');
    await expect(failed).rejects.toThrow('no');
    await hasStarted(1);
    started[0]?.finish();
    expect(await next).toBe('b 1');
  });
});
