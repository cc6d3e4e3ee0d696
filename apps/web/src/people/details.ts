/** Free-form details of a person. */
export type Details = Record<string, unknown>;

const isDetails = (value: unknown): value is Details =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Details as editable JSON; empty if there are none. */
export const formatDetails = (details: Details): string =>
  Object.keys(details).length === 0 ? '' : JSON.stringify(details, undefined, 2);

/** Parses details from JSON; empty text means none. Undefined if the text is not a JSON object. */
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
