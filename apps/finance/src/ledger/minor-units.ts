/** Parses a bigint, which PostgreSQL returns as text. Throws if a number cannot hold it exactly. */
export function minorUnitsOf(text: string): number {
  const amount = Number(text);
  if (!Number.isSafeInteger(amount)) {
    throw new Error(`${text} is too large for an amount`);
  }
  return amount;
}
