/** How long each name of a draw shows, in milliseconds: ever slower, 1.1 seconds in total. */
export const shuffleSteps = [60, 60, 60, 60, 70, 80, 100, 130, 180, 300] as const;

interface PageOfTasks {
  items: readonly { assigned_to: { name: string | null } }[];
}

const isPage = (data: unknown): data is PageOfTasks =>
  typeof data === 'object' && data !== null && 'items' in data && Array.isArray(data.items);

/** The names of assignees in lists of tasks that the page has loaded: only management may list people. */
export const namesIn = (pages: readonly (readonly [unknown, unknown])[]): string[] => [
  ...new Set(
    pages
      .flatMap(([, data]) => (isPage(data) ? data.items : []))
      .flatMap(({ assigned_to: { name } }) => name ?? []),
  ),
];

/** The names that pass by before a draw settles on `drawn`, in random order; none if there is no one else. */
export function shuffle(names: readonly string[], drawn: string): string[] {
  const others = names.filter((name) => name !== drawn);
  if (others.length === 0) {
    return [];
  }
  return [...others, drawn]
    .map((name) => ({ name, place: Math.random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ name }) => name);
}
