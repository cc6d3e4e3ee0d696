import { useMemo, useSyncExternalStore } from 'react';
import { tasksSearch, type TasksSearch } from './tasks-search.js';

/** A list of tasks that a person named: its filters and its order. */
export interface SavedView {
  name: string;
  search: TasksSearch;
}

/** The views that everyone has. */
export const defaultViews = [
  { name: 'allOpen', search: { whose: 'all', status: 'unfinished' } },
  { name: 'mine', search: { whose: 'mine', status: 'unfinished' } },
  { name: 'oldestOpen', search: { whose: 'all', status: 'unfinished', order: 'oldest' } },
  { name: 'completedToday', search: { whose: 'all', status: 'today' } },
] as const satisfies readonly SavedView[];

export const longestViewName = 60;
const mostViews = 30;

const listeners = new Set<() => void>();

/** Also hears of changes in other tabs. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/**
 * The views that a person has saved, in this browser alone: they are a convenience, and their addresses can be sent to any
 * other browser (docs/adr/0086).
 */
export function useSavedViews(person: string) {
  const key = `ates-views:${person}`;
  const stored = useSyncExternalStore(subscribe, () => localStorage.getItem(key));
  const views = useMemo(() => viewsIn(stored), [stored]);
  const store = (changed: readonly SavedView[]): void => {
    localStorage.setItem(key, JSON.stringify(changed));
    listeners.forEach((listener) => listener());
  };
  return { views, store };
}

/** Reads stored views; leaves out what is not one. */
export function viewsIn(stored: string | null): SavedView[] {
  const items: unknown = parseJson(stored ?? '[]');
  return (Array.isArray(items) ? items : []).flatMap((item: unknown) => {
    const { name, search }: { name?: unknown; search?: unknown } = isRecord(item) ? item : {};
    return typeof name === 'string' && isRecord(search)
      ? [{ name, search: searchOf(tasksSearch(search)) }]
      : [];
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The filters and the order of a search, without the task that is open beside the list. */
export const searchOf = ({ whose, status, age, order, text }: TasksSearch): TasksSearch => ({
  whose,
  status,
  age,
  order,
  text,
});

/**
 * Adds a view, or replaces the one of the same name; `renamed` is the one whose new name it is. Keeps the newest views if
 * there are too many.
 */
export function withView(
  views: readonly SavedView[],
  view: SavedView,
  renamed: SavedView | undefined,
): SavedView[] {
  const at = views.findIndex(({ name }) => name === (renamed ?? view).name);
  const placed = at < 0 ? [...views, view] : views.with(at, view);
  return placed.filter((other) => other === view || other.name !== view.name).slice(-mostViews);
}

export const withoutView = (views: readonly SavedView[], removed: SavedView): SavedView[] =>
  views.filter(({ name }) => name !== removed.name);
