/** Free-form details of a person. */
export type Details = Record<string, unknown>;

const isDetails = (value: unknown): value is Details =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Details as a person edits them: nothing when there are none. */
export const formatDetails = (details: Details): string =>
  Object.keys(details).length === 0 ? '' : JSON.stringify(details, undefined, 2);

/** What somebody wrote as details; undefined when it is no JSON object. Nothing is no details. */
export function parseDetails(text: string): Details | undefined {
  if (text.trim() === '') {
    return {};
  }
  try {
    const value: unknown = JSON.parse(text);
    return isDetails(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
