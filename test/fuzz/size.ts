import { appendFile } from 'node:fs/promises';

/**
 * The size and seed of a campaign: those that `npm run test:fuzz` was given, or the share that runs in `npm test`,
 * always with the same seed, so that main doesn't fail by chance.
 */
export function campaignSize(what: 'requests' | 'messages', share: number): { count: number; seed: number } {
  const { [`FUZZ_${what.toUpperCase()}`]: count, FUZZ_SEED: seed } = process.env;
  return { count: Number(count ?? share), seed: Number(seed ?? 1) };
}

/**
 * Milliseconds that a campaign of a size may take on a machine that does much else: only catches what hangs.
 */
export const patienceFor = (count: number): number => 480_000 + count * 200;

/** Adds the line that `npm run test:fuzz` ends with. */
export async function report(line: string): Promise<void> {
  const file = process.env['FUZZ_REPORT'];
  if (file !== undefined) {
    await appendFile(file, `${line}\n`);
  }
}
