const RealDate = Date;

/**
 * Skews the clock of this process, tests and services alike, by some seconds (negative ones put it behind), while the
 * database keeps the right time. Returns a function that undoes it.
 */
export function skewClock(seconds: number): () => void {
  const now = (): number => RealDate.now() + seconds * 1000;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, given: unknown[], newTarget: Function) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)) as unknown,
  });
  return () => {
    globalThis.Date = RealDate;
  };
}

const realNow = Date.now.bind(Date);
const realElapsed = performance.now.bind(performance);

/** Advances the clocks of this process by this much, as if it had waited. Returns a function that undoes it. */
export function advanceClock(milliseconds: number): () => void {
  const clocks = [
    vi.spyOn(Date, 'now').mockImplementation(() => realNow() + milliseconds),
    vi.spyOn(performance, 'now').mockImplementation(() => realElapsed() + milliseconds),
  ];
  return () => clocks.forEach((clock) => clock.mockRestore());
}
