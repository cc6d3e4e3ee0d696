// Loaded before each suite: a test fails if a service, in a process of its own or in this one, logs a secret meanwhile.
import { LogWatch, takeLogSecrets } from './log-secrets.js';

const isWatched = Symbol.for('ates.logs-are-watched');

/** Watches what services within this process write. Once, since the suites of a worker share it. */
function watchOwnOutput(): void {
  if (Reflect.get(process, isWatched) === true) {
    return;
  }
  Reflect.set(process, isWatched, true);
  for (const stream of [process.stdout, process.stderr]) {
    const watch = new LogWatch('a service of this process');
    const write = stream.write.bind(stream);
    const watched = (chunk: string | Uint8Array, ...rest: []): boolean => {
      watch.read(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return write(chunk, ...rest);
    };
    stream.write = watched;
  }
}

watchOwnOutput();

afterEach(() => {
  expect(takeLogSecrets()).toEqual([]);
});
