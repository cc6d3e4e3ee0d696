const RightDate = Date;

/**
 * Skews the clock of this process, tests and services alike, by some seconds (negative ones put it behind), while the
 * database keeps the right time. Returns a function that undoes it.
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

/** Advances the clocks of this process by this much, as if it had waited. Returns a function that undoes it. */
export function passTime(milliseconds: number): () => void {
  const clocks = [
    vi.spyOn(Date, 'now').mockImplementation(() => rightNow() + milliseconds),
    vi.spyOn(performance, 'now').mockImplementation(() => rightElapsed() + milliseconds),
  ];
  return () => clocks.forEach((clock) => clock.mockRestore());
}
