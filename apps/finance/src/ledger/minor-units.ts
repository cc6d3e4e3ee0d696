/** PostgreSQL gives bigint as text; an amount that a number cannot hold exactly is no amount we ever meet. */
export function minorUnitsOf(text: string): number {
  const amount = Number(text);
  if (!Number.isSafeInteger(amount)) {
    throw new Error(`${text} is too large an amount`);
  }
  return amount;
}
