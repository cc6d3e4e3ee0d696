// @ts-check
// What a reference has in common with the benchmark that runs it: settings, and messages over IPC.

const settingsKey = 'BENCH_REFERENCE';

/**
 * What the benchmark passed to this program.
 * @returns {any}
 */
export const settings = () => JSON.parse(process.env[settingsKey] ?? '{}');

/** @param {object} values */
export const settingsEnvironment = (values) => ({ [settingsKey]: JSON.stringify(values) });

/**
 * Reports that the program is ready, and runs the work that the benchmark asks for by name. Ends with the benchmark.
 * @param {object} ready what the benchmark needs to know, such as an address
 * @param {Record<string, (argument: any) => Promise<unknown>>} [work]
 */
export function serve(ready, work = {}) {
  const answer = async (/** @type {{ id: number, name: string, argument: unknown }} */ request) => {
    const { id, name, argument } = request;
    try {
      process.send?.({ id, result: (await work[name]?.(argument)) ?? null });
    } catch (error) {
      process.send?.({ id, error: String(error instanceof Error ? error.stack : error) });
    }
  };
  process.on('message', (/** @type {Parameters<typeof answer>[0]} */ request) => void answer(request));
  process.on('disconnect', () => process.exit());
  process.send?.({ ready });
}
