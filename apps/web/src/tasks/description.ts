import { firstBrackets, isTrackerKey, splitTaskText } from '../../../../libs/contracts/src/task-text.js';
import { hasSomethingVisible, inOneSpelling, refusalOf } from '../../../../libs/contracts/src/text.js';

export const maxDescriptionLength = 2000;

/** What becomes of the brackets at the beginning of a description (T10). */
export type KeyState =
  /** They are a tracker key. */
  | 'key'
  /** There are none. */
  | 'none'
  /** They could be one, but are not: letters, digits and hyphens with a number at the end would be. */
  | 'noKey'
  /** They would be one, but no title follows. */
  | 'noTitle';

/** What a description that is being written comes to (T10). */
export interface WrittenDescription {
  jiraId: string | null;
  title: string;
  keyState: KeyState;
  /** Why it would be refused, if it would: nothing is to be seen, it is too long, or has characters nobody can type. */
  refusal?: 'empty' | 'tooLong' | 'characters';
}

/** Reads a description as Tasks will: its tracker key, its title, and whether it will be taken. */
export function readDescription(text: string): WrittenDescription {
  const written = text.trim();
  // Nothing reads a text of any length but the check of it.
  const refusal = written.length > maxDescriptionLength ? 'tooLong' : refusalOfShort(written);
  if (refusal !== undefined) {
    return { jiraId: null, title: '', keyState: 'none', refusal };
  }
  const { jira_id: jiraId, title } = splitTaskText(inOneSpelling(written));
  return { jiraId, title, keyState: jiraId === null ? stateWithoutKey(written) : 'key', refusal };
}

function refusalOfShort(written: string): WrittenDescription['refusal'] {
  if (!hasSomethingVisible(written)) {
    return 'empty';
  }
  return refusalOf(written) === undefined ? undefined : 'characters';
}

function stateWithoutKey(written: string): KeyState {
  const inBrackets = firstBrackets(written);
  if (inBrackets === undefined) {
    return 'none';
  }
  return isTrackerKey(inBrackets.key) ? 'noTitle' : 'noKey';
}
