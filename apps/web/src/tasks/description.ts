import { hasStrayBrackets, splitTaskText } from '../../../../libs/contracts/src/task-text.js';

export const longestDescription = 2000;

/** What a description that is being written comes to (T10). */
export interface WrittenDescription {
  jiraId: string | null;
  title: string;
  /** Why it would be refused, if it would: nothing is there, it is too long, or has brackets where none may be. */
  refusal?: 'empty' | 'tooLong' | 'brackets';
}

/** Reads a description as Tasks will: its tracker key, its title, and whether it will be taken. */
export function readDescription(text: string): WrittenDescription {
  const written = text.trim();
  const { jira_id: jiraId, title } = splitTaskText(written);
  return { jiraId, title, refusal: refusalOf(written) };
}

function refusalOf(written: string): WrittenDescription['refusal'] {
  if (written === '') {
    return 'empty';
  }
  if (written.length > longestDescription) {
    return 'tooLong';
  }
  return hasStrayBrackets(written) ? 'brackets' : undefined;
}
