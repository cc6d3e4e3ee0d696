import { v7 as uuidv7 } from 'uuid';
import { oldestIdAt } from './created-bounds.js';

const at = '2026-03-02T09:30:00.123456+02:00';
const msecs = Date.parse(at);

describe('The ids between which tasks created around an instant are', () => {
  it('include those created at that instant', () => {
    const id = uuidv7({ msecs });
    expect(oldestIdAt(at, 'before') < id).toBe(true);
    expect(oldestIdAt(at, 'after') > id).toBe(true);
  });

  it('exclude those created long before or after', () => {
    expect(uuidv7({ msecs: msecs - 61_000 }) < oldestIdAt(at, 'before')).toBe(true);
    expect(uuidv7({ msecs: msecs + 61_000 }) > oldestIdAt(at, 'after')).toBe(true);
  });

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z'])('are ids for %s too', (instant) => {
    expect(oldestIdAt(instant, 'before')).toMatch(/^[\da-f]{8}-[\da-f]{4}-7000-8000-0{12}$/);
    expect(oldestIdAt(instant, 'after')).toMatch(/^[\da-f]{8}-[\da-f]{4}-7000-8000-0{12}$/);
  });
});
