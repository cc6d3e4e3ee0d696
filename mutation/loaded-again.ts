// Runs before each suite. Our modules register their metrics when they are loaded, and `lasting-pool.ts` loads them again
// for some mutants: the registry, which is not loaded again, must have forgotten them then.
import { register } from 'prom-client';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    mutantActivation: 'static' | 'runtime';
    activeMutant: string;
    globalNamespace: string;
  }
}

const key = Symbol.for('ates: the mutant that modules were loaded with');

// Stryker activates other mutants only once a suite has been loaded: until then, that of the last run is still active.
const stryker: unknown = Reflect.get(globalThis, inject('globalNamespace'));
if (inject('mutantActivation') !== 'static' && typeof stryker === 'object' && stryker !== null) {
  Reflect.set(stryker, 'activeMutant', undefined);
}

const loadedWith = inject('mutantActivation') === 'static' ? inject('activeMutant') : undefined;
if (Reflect.get(globalThis, key) !== loadedWith) {
  register.clear();
  Reflect.set(globalThis, key, loadedWith);
}
