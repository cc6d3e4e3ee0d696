/** What a task is about, apart: the key it has in a tracker, and a title without brackets (T10). */
export interface TaskText {
  jira_id: string | null;
  title: string;
}

export const longestJiraId = 64;

// Written out, because what JavaScript, PostgreSQL and others take for white space differs.
const blank = String.raw`\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff`;

const keyAndRest = /^\[([^[\]]*)\](.*)$/su;
const separator = new RegExp(`^[${blank}]*[-–—:]`, 'u');
const blankEnds = new RegExp(`^[${blank}]+|[${blank}]+$`, 'gu');

/**
 * Splits what people write, `[POPUG-42] - Fix the perch`, into tracker key and title (T10). The key is what stands in
 * brackets at the very beginning: 1 to 64 letters of any kind, and words must follow it. One dash or colon between the
 * two belongs to neither. Brackets anywhere else become parentheses, so that no title has any; `hasStrayBrackets` finds
 * them where they can still be refused. PostgreSQL splits by the same rule: `task_jira_id` and `task_title` in Tasks.
 */
export function splitTaskText(text: string): TaskText {
  const written = withoutBlankEnds(text);
  const [, key = '', rest = ''] = keyAndRest.exec(written) ?? [];
  const jiraId = withoutBlankEnds(key);
  const words = withoutBlankEnds(rest.replace(separator, ''));
  if (jiraId === '' || words === '' || lengthOf(jiraId) > longestJiraId) {
    return { jira_id: null, title: withParentheses(written) };
  }
  return { jira_id: jiraId, title: withParentheses(words) };
}

/** True when a text has brackets that are not those of a tracker key at its beginning. */
export function hasStrayBrackets(text: string): boolean {
  const keys = splitTaskText(text).jira_id === null ? 0 : 1;
  return text.split('[').length > 1 + keys || text.split(']').length > 1 + keys;
}

/** One text of key and title, as people write it; splitting it gives the two again. */
export const joinTaskText = ({ jira_id, title }: TaskText): string =>
  jira_id === null ? title : `[${jira_id}] - ${title}`;

const withoutBlankEnds = (text: string): string => text.replace(blankEnds, '');

const withParentheses = (text: string): string => text.replaceAll('[', '(').replaceAll(']', ')');

// As PostgreSQL counts: characters, not halves of them.
const lengthOf = (text: string): number => Array.from(text).length;
