/** The clock of a machine that is wrong. */
const RightDate = Date;

/**
 * Sets the clock of this process ahead by some seconds, or behind by negative ones: of everything in it, tests and services,
 * while the database keeps the right time. Answers how to set it right again.
 */
export function skewClock(seconds: number): () => void {
  const now = (): number => RightDate.now() + seconds * 1000;
  globalThis.Date = new Proxy(RightDate, {
    construct: (target, given: unknown[], newTarget: Function) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: () => new RightDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)) as unknown,
  });
  return () => {
    globalThis.Date = RightDate;
  };
}

const rightNow = Date.now.bind(Date);
const rightElapsed = performance.now.bind(performance);

/** Lets time go on by this much for everything in this process, as if it had been waited. Answers how to come back. */
export function passTime(milliseconds: number): () => void {
  const clocks = [
    vi.spyOn(Date, 'now').mockImplementation(() => rightNow() + milliseconds),
    vi.spyOn(performance, 'now').mockImplementation(() => rightElapsed() + milliseconds),
  ];
  return () => clocks.forEach((clock) => clock.mockRestore());
}
