/** How long each name of a draw shows, in milliseconds: ever slower, 1.1 seconds in total. */
export const shuffleSteps = [60, 60, 60, 60, 70, 80, 100, 130, 180, 300] as const;

/** The names that pass by before a draw settles on `drawn`, in random order; none if there is no one else. */
export function shuffle(names: readonly (string | null)[], drawn: string): string[] {
  const others = names.flatMap((name) => (name === null || name === drawn ? [] : name));
  if (others.length === 0) {
    return [];
  }
  return [...others, drawn]
    .map((name) => ({ name, place: Math.random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ name }) => name);
}
