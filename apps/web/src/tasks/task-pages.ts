/** How many tasks are asked for at once. */
export const tasksOnPage = 50;

/** Where the pages of a list begin that are known so far; the first begins at the top, which has no cursor. */
export type PageStarts = readonly (string | undefined)[];

/** The first page alone. */
export const topOnly: PageStarts = [undefined];

/** The starts, after page `page` said where the next one begins; null when it is the last. */
export function withNext(starts: PageStarts, page: number, next: string | null): PageStarts {
  if (next === null) {
    return starts.length > page + 1 ? starts.slice(0, page + 1) : starts;
  }
  return starts[page + 1] === next ? starts : [...starts.slice(0, page + 1), next, ...starts.slice(page + 2)];
}

/** The starts of all pages that were asked for before, one after the other. */
export function knownStarts(nextOf: (start: string | undefined) => string | null | undefined): PageStarts {
  const starts: (string | undefined)[] = [undefined];
  for (let next = nextOf(undefined); next; next = nextOf(next)) {
    starts.push(next);
  }
  return starts;
}

/** The pages that are needed to show rows `first` to `last`, and the one that comes up next. */
export function pagesAround(first: number, last: number, pages: number): number[] {
  const from = Math.floor(first / tasksOnPage);
  const to = Math.min(pages - 1, Math.floor((last + tasksOnPage / 2) / tasksOnPage));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, page) => from + page);
}
