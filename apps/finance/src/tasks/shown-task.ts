import { splitTaskText } from '@ates/contracts';

/** A task as responses show it, from its cached row. The row holds one text, which contains key and title (T10). */
export const shownTask = (uuid: string, description: string | null) => ({
  uuid,
  description,
  ...(description === null ? { jira_id: null, title: null } : splitTaskText(description)),
});
