import { firstBrackets, isTrackerKey, splitTaskText } from '../../../../libs/contracts/src/task-text.js';
import { hasSomethingVisible, inOneSpelling, refusalOf } from '../../../../libs/contracts/src/text.js';

export const maxDescriptionLength = 2000;

/** How the brackets at the start of a description are read (T10). */
type KeyState =
  /** As a tracker key. */
  | 'key'
  /** There are no brackets. */
  | 'none'
  /** As text: a tracker key has letters, digits and hyphens, and ends with a number. */
  | 'noKey'
  /** As text: they look like a tracker key, but no title follows. */
  | 'noTitle';

/** A description being written, as Tasks will read it (T10). */
interface WrittenDescription {
  jiraId: string | null;
  title: string;
  keyState: KeyState;
  /** Why Tasks would refuse it: no visible characters, too long, or characters that cannot be typed. */
  refusal?: 'empty' | 'tooLong' | 'characters';
}

/** Reads a description as Tasks will: its tracker key, its title, and whether it will be accepted. */
export function readDescription(text: string): WrittenDescription {
  const written = text.trim();
  // The length is checked first, so that nothing parses text of unlimited length.
  const refusal = written.length > maxDescriptionLength ? 'tooLong' : refusalOfBounded(written);
  if (refusal !== undefined) {
    return { jiraId: null, title: '', keyState: 'none', refusal };
  }
  const { jira_id: jiraId, title } = splitTaskText(inOneSpelling(written));
  return { jiraId, title, keyState: jiraId === null ? stateWithoutKey(written) : 'key', refusal };
}

function refusalOfBounded(written: string): WrittenDescription['refusal'] {
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
