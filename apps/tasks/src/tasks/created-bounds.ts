// A task's id is a UUID of version 7, made right before the time of its creation is taken: its first 48 bits are that time
// in milliseconds. So the primary key and the indexes that end with the id also serve filters by creation time. They only
// limit what is read, with room to spare; `created_at` decides.
const roomMilliseconds = 60_000;
const hexDigitsOfTime = 12;

/** The smallest id that a task created well `before` or well `after` an instant can have. */
export function oldestIdAt(instant: string, side: 'before' | 'after'): string {
  const at = Date.parse(instant) + (side === 'before' ? -roomMilliseconds : roomMilliseconds);
  const time = Math.max(0, Math.floor(at)).toString(16).padStart(hexDigitsOfTime, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
