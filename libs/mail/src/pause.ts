const firstSeconds = 2;
const longestSeconds = 1800;

/** The back-off after failed attempt number `attempt`, in seconds: doubles up to half an hour, with jitter. */
export function pauseSeconds(attempt: number, random = Math.random()): number {
  const full = Math.min(longestSeconds, firstSeconds * 2 ** (attempt - 1));
  return full * (0.75 + random / 4);
}
