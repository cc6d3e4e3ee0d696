import { splitTaskText } from '@ates/contracts';

/** A task as answers show it, from its copy. The copy keeps one text; key and title are in it (T10). */
export const shownTask = (uuid: string, description: string | null) => ({
  uuid,
  description,
  ...(description === null ? { jira_id: null, title: null } : splitTaskText(description)),
});
