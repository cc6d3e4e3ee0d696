/** Number of tasks per page. */
export const tasksPerPage = 50;

/** Start cursors of the pages known so far; the first page has none. */
type PageStarts = readonly (string | undefined)[];

/** Only the first page. */
export const firstPageOnly: PageStarts = [undefined];

/** Updates the starts with the next page's cursor from page `page`; null if `page` is the last one. */
export function withNext(starts: PageStarts, page: number, next: string | null): PageStarts {
  if (next === null) {
    return starts.length > page + 1 ? starts.slice(0, page + 1) : starts;
  }
  return starts[page + 1] === next ? starts : [...starts.slice(0, page + 1), next, ...starts.slice(page + 2)];
}

/** Follows the cached pages from the first and returns their starts. */
export function cachedStarts(nextOf: (start: string | undefined) => string | null | undefined): PageStarts {
  const starts: (string | undefined)[] = [undefined];
  for (let next = nextOf(undefined); next; next = nextOf(next)) {
    starts.push(next);
  }
  return starts;
}

/** The indexes of the pages that rows `first` to `last` are on, and of the next page shortly before it is needed. */
export function pagesAround(first: number, last: number, pages: number): number[] {
  const from = Math.floor(first / tasksPerPage);
  const to = Math.min(pages - 1, Math.floor((last + tasksPerPage / 2) / tasksPerPage));
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, page) => from + page);
}
