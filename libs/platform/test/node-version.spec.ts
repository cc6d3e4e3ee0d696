import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** The version of Node that runs the lanes, such as v24.22.3. */
    nodeVersion: string;
  }
}

describe('The process of a suite', () => {
  // Otherwise `npm run test:node24` would try something else than it says.
  it('runs on the Node of its command', () => {
    expect(process.version).toBe(inject('nodeVersion'));
  });
});
