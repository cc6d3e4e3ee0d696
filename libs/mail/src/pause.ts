const firstSeconds = 2;
const longestSeconds = 1800;

/** How long to wait after a failed attempt: twice as long each time, up to half an hour, and never all at the same moment. */
export function pauseSeconds(attempt: number, random = Math.random()): number {
  const full = Math.min(longestSeconds, firstSeconds * 2 ** (attempt - 1));
  return full * (0.75 + random / 4);
}
