import { composed, hasSomethingVisible } from './text.js';

/** A task's text in two parts: its issue tracker key and its title (T10). */
export interface TaskText {
  jira_id: string | null;
  title: string;
}

export const longestJiraId = 64;

// Listed explicitly, because JavaScript, PostgreSQL and others differ on what is white space.
const blanks = new Set(
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a' +
    '\u2028\u2029\u202f\u205f\u3000\ufeff',
);
const separators = new Set('-–—:');

// Letters of Latin, Greek, Cyrillic, Armenian, Hebrew, Arabic, Georgian, Japanese, Chinese and Korean. Listed
// explicitly, since JavaScript and PostgreSQL may know letters of different versions of Unicode.
const letters =
  String.raw`A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u0373\u0386\u0388-\u03f5\u0400-\u0481\u048a-\u052f` +
  String.raw`\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0620-\u064a\u10d0-\u10fa\u1e00-\u1eff\u3041-\u3096\u30a1-\u30fa` +
  String.raw`\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3`;

// Matched after checking the length: POPUG-42, ПОПУГ-42, POPUG-WEB-42.
const key = new RegExp(`^[${letters}][${letters}0-9]*(?:-[${letters}0-9]+)*-[0-9]+$`, 'u');

/** Whether a text is an issue tracker key: letters, digits and hyphens, with a number at the end (T10). */
export const isTrackerKey = (text: string): boolean =>
  text.length <= 2 * longestJiraId && key.test(text) && lengthOf(text) <= longestJiraId;

/**
 * Splits a description such as `[POPUG-42] - Fix the perch` into tracker key and title (T10). The key must be in
 * brackets at the very start, with a title after it; one dash or colon between the two belongs to neither. Other
 * brackets are text: `[x] done` has no key. Takes linear time. PostgreSQL splits by the same rule: `task_jira_id` and
 * `task_title` in Tasks.
 */
export function splitTaskText(text: string): TaskText {
  const written = withoutBlankEnds(composed(text));
  const inBrackets = firstBrackets(written);
  if (inBrackets !== undefined) {
    const { key: jiraId, words } = inBrackets;
    if (isTrackerKey(jiraId) && hasSomethingVisible(words)) {
      return { jira_id: jiraId, title: words };
    }
  }
  return { jira_id: null, title: written };
}

/** Returns any text in brackets at the start and the words after it; undefined if there are no such brackets. */
export function firstBrackets(text: string): { key: string; words: string } | undefined {
  const written = withoutBlankEnds(text);
  const end = written.indexOf(']');
  if (!written.startsWith('[') || end < 0) {
    return undefined;
  }
  const rest = withoutBlankEnds(written.slice(end + 1));
  const words = separators.has(rest.charAt(0)) ? withoutBlankEnds(rest.slice(1)) : rest;
  return { key: withoutBlankEnds(written.slice(1, end)), words };
}

/** Joins key and title into a description; the inverse of `splitTaskText`. */
export const joinTaskText = ({ jira_id, title }: TaskText): string =>
  jira_id === null ? title : `[${jira_id}] - ${title}`;

/** Replaces brackets in a title by parentheses, since `tasks.task.changed` promises a title without brackets (T10). */
export const titleInEvents = (title: string): string => title.replaceAll('[', '(').replaceAll(']', ')');

function withoutBlankEnds(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && blanks.has(text.charAt(start))) {
    start += 1;
  }
  while (end > start && blanks.has(text.charAt(end - 1))) {
    end -= 1;
  }
  return text.slice(start, end);
}

// Counts code points, as PostgreSQL does.
const lengthOf = (text: string): number => Array.from(text).length;
